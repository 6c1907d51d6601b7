import { appointmentTypes, eventSources, evidences } from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { HostEmail, LenientEmail, PersonName, PlatformId, Time, TimeZone, Topic, Uuid } from "./fields.ts";
import { AppointmentStatus, Meeting, Outcome, Status } from "./meetings.ts";

/** The appointment as the platform has it now. */
export const Appointment = z.strictObject({
  id: Uuid,
  status: AppointmentStatus,
  type: z.enum(appointmentTypes),
  startTime: Time,
  duration: z.int().min(1).max(1440),
  timezone: TimeZone.optional(),
  topic: Topic.optional(),
  doctor: z.strictObject({ id: PlatformId.optional(), name: PersonName.optional(), email: HostEmail }),
  patient: z
    .strictObject({
      id: PlatformId.optional(),
      name: PersonName.optional(),
      email: LenientEmail.optional(),
    })
    .transform(({ email, ...patient }) => ({
      ...patient,
      email: email ?? undefined,
      emailIsUnusable: email === null,
    })),
  updatedAt: Time,
});
export type Appointment = z.output<typeof Appointment>;

export const AppointmentChanged = z.strictObject({ appointment: Appointment });
export type AppointmentChanged = z.output<typeof AppointmentChanged>;

export const AppointmentAnswer = z.object({ meeting: Meeting.nullable() });

export const History = z.object({
  transitions: z.array(
    z.object({
      from: Status.nullable(),
      to: Status,
      at: z.date(),
      source: z.enum(eventSources),
      actorRole: z.string().nullable(),
      reason: z.string().nullable(),
      outcome: Outcome.nullable(),
      /** The person on whom the outcome turns. */
      who: z.enum(["doctor", "patient", "someone"]).nullable(),
      /** The evidence by which that person is known. */
      evidence: z.enum(evidences).nullable(),
    }),
  ),
});
export type History = z.output<typeof History>;
