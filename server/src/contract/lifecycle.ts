import { appointmentTypes, eventSources, evidences, statementReasons } from "@patientcare/zoom-db/unions";
import { z } from "zod";
import {
  HostEmail,
  LenientEmail,
  Line,
  PersonName,
  PlatformId,
  Time,
  TimeZone,
  Topic,
  Uuid,
} from "./fields.ts";
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

/** The outcome of a visit in the words of a person: it stands beside the evidence. */
export const ConfirmOutcome = z.strictObject({
  meetingId: Uuid,
  /** `unknown` withdraws what was stated: the evidence decides again. */
  outcome: Outcome,
  reasonCode: z.enum(statementReasons),
  /** The reason in words: it stands in the history, encrypted at rest. */
  reason: Line(500),
});
export type ConfirmOutcome = z.output<typeof ConfirmOutcome>;

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
