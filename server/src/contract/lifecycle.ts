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

export const AppointmentType = z.enum(appointmentTypes);
export const StatementReason = z.enum(statementReasons);
export const Evidence = z.enum(evidences);
export const EventSource = z.enum(eventSources);

const id = PlatformId.optional();
const name = PersonName.optional();

/** The appointment as the platform has it now. */
export const Appointment = z.strictObject({
  id: Uuid.describe("The platform's id of the appointment, a uuid."),
  status: AppointmentStatus.describe("Only CONFIRMED appointments that are ONLINE have a meeting."),
  type: AppointmentType.describe("ONLINE for a video visit, IN_PERSON for one at the clinic."),
  startTime: Time.describe("When the appointment begins."),
  duration: z
    .int()
    .min(1)
    .max(1440)
    .describe("The length of the appointment, in whole minutes from 1 to 1440."),
  timezone: TimeZone.optional().describe(
    "The IANA time zone in which people are told the time, such as Europe/Berlin. Default: the clinic's.",
  ),
  topic: Topic.optional().describe(
    "The title of the visit: one line of 1 to 200 characters. Zoom never sees it.",
  ),
  doctor: z
    .strictObject({
      id: id.describe(
        "The platform's id of the doctor: the `sub` of the doctor's token. 1 to 200 characters.",
      ),
      name: name.describe("The doctor's name: one line of 1 to 100 characters."),
      email: HostEmail.describe("The doctor's e-mail address: that of their Zoom user."),
    })
    .describe("The doctor, who hosts the visit."),
  patient: z
    .strictObject({
      id: id.describe(
        "The platform's id of the patient: the `sub` of the patient's token. 1 to 200 characters.",
      ),
      name: name.describe("The patient's name: one line of 1 to 100 characters."),
      email: LenientEmail.optional().describe(
        "The patient's e-mail address. One that cannot be used counts as absent, and the meeting gets the attention `no-contact`.",
      ),
    })
    .transform(({ email, ...patient }) => ({
      ...patient,
      email: email ?? undefined,
      emailIsUnusable: email === null,
    }))
    .describe("The patient."),
  updatedAt: Time.describe(
    "When the platform last changed the appointment. A message that is older than the newest one is ignored.",
  ),
});
export type Appointment = z.output<typeof Appointment>;

export const AppointmentChanged = z.strictObject({
  appointment: Appointment.describe("The whole appointment as the platform has it now, not only the change."),
});
export type AppointmentChanged = z.output<typeof AppointmentChanged>;

export const AppointmentAnswer = z.object({
  meeting: Meeting.nullable().describe(
    "The meeting of the appointment; null where it has none and needs none.",
  ),
});

/** The outcome of a visit in the words of a person: it stands beside the evidence. */
export const ConfirmOutcome = z.strictObject({
  meetingId: Uuid.describe("Our id of the meeting (`Meeting.id`), a uuid."),
  outcome: Outcome.describe(
    "How the visit went. `unknown` withdraws an earlier statement, and the evidence decides again.",
  ),
  reasonCode: StatementReason.describe("Why a person states this, as one of a few codes."),
  reason: Line(500).describe(
    "Why, in one line of 1 to 500 characters. It stands in the history, encrypted at rest.",
  ),
});
export type ConfirmOutcome = z.output<typeof ConfirmOutcome>;

/** One change of a meeting's status. */
export const Transition = z.object({
  from: Status.nullable().describe("The status before; null for the first one."),
  to: Status.describe("The status after."),
  at: z.date().describe("When it happened, as far as its source says."),
  source: EventSource.describe("Where it came from."),
  actorRole: z.string().nullable().describe("The role of the caller; null where no caller did it."),
  reason: z.string().nullable().describe("Why, in words; null where no reason is known."),
  outcome: Outcome.nullable().describe("The outcome that came with it; null where none did."),
  who: z
    .enum(["doctor", "patient", "someone"])
    .nullable()
    .describe("The person on whom the outcome turns; null where it turns on nobody in particular."),
  evidence: Evidence.nullable().describe("How that person was recognised; null where nobody was."),
});

export const History = z.object({
  transitions: z.array(Transition).describe("Every change of status, the oldest first."),
});
export type History = z.output<typeof History>;
