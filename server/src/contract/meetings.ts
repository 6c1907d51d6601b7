import {
  appointmentStatuses,
  attentions,
  meetingStatuses,
  outcomeOrigins,
  outcomes,
} from "@patientcare/zoom-db/unions";
import { z } from "zod";
import {
  Duration,
  Email,
  HostEmail,
  Line,
  PersonName,
  PlatformId,
  Time,
  TimeZone,
  Topic,
  Uuid,
} from "./fields.ts";

export const Status = z.enum(meetingStatuses);
export const AppointmentStatus = z.enum(appointmentStatuses);
export const Outcome = z.enum(outcomes);
export const Attention = z.enum(attentions);
export const OutcomeOrigin = z.enum(outcomeOrigins);

/** A meeting as callers see it. It never holds a URL or the passcode. */
export const Meeting = z.object({
  id: z.string().describe("Our id of the meeting, a uuid. It stays the same for life."),
  appointmentId: z.string().describe("The platform's id of the appointment, a uuid."),
  appointmentStatus: AppointmentStatus.nullable().describe(
    "The appointment's status as this service knows it; null for patients, who are not shown it.",
  ),
  zoomMeetingId: z
    .string()
    .nullable()
    .describe("Zoom's id of the meeting, 9 to 12 digits; null while Zoom has none."),
  topic: z.string().describe("The title of the visit, 1 to 200 characters. Zoom never sees it."),
  startTime: z.date().describe("When the visit is planned to begin."),
  duration: z.number().describe("The planned length of the visit, in minutes."),
  timezone: z
    .string()
    .describe("The IANA time zone in which people are told the time, such as Europe/Berlin."),
  status: Status.describe("How far the meeting has come."),
  outcome: Outcome.nullable().describe("How the visit went; null until that can be said."),
  hostEmail: z.string().describe("The doctor's e-mail address, in lower case."),
  participantEmail: z
    .string()
    .nullable()
    .describe("The patient's e-mail address as it was said with this booking; null where none was."),
  participantName: z
    .string()
    .nullable()
    .describe("The patient's name as it was said with this booking; null where none was."),
  outcomeBy: OutcomeOrigin.nullable().describe(
    "The origin of `outcome`: `evidence`, or `person` where somebody stated it. Null while there is no outcome, and for patients.",
  ),
  evidenceOutcome: Outcome.nullable().describe(
    "The outcome by evidence alone; null until that can be said, and for patients.",
  ),
  disputed: z
    .boolean()
    .nullable()
    .describe(
      "True where somebody stated an outcome against the evidence, and a second person has to agree. Null for patients.",
    ),
  attention: Attention.nullable().describe(
    "The first of `attentions`; null when none holds, and for patients.",
  ),
  attentions: z
    .array(Attention)
    .describe(
      "Everything about this meeting that needs a person, the most important first. Empty for patients.",
    ),
  createdAt: z.date().describe("When the meeting was first booked."),
  updatedAt: z.date().describe("When the meeting last changed."),
});
export type Meeting = z.output<typeof Meeting>;

export const CreateMeeting = z.strictObject({
  appointmentId: Uuid.describe(
    "The platform's id of the appointment, a uuid. An appointment has one meeting.",
  ),
  topic: Topic.describe("The title of the visit: one line of 1 to 200 characters. Zoom never sees it."),
  startTime: Time.describe(
    "When the visit begins. It may lie in the past only while the visit's window is open.",
  ),
  duration: Duration.describe("The length of the visit, in whole minutes from 15 to 480."),
  hostEmail: HostEmail.describe("The e-mail address of the doctor. Doctors may give only their own."),
  participantId: PlatformId.optional().describe(
    "The platform's id of the patient: the `sub` of the patient's token. 1 to 200 characters. Give it where you know it: the visit is then theirs whatever their address.",
  ),
  participantEmail: Email.optional().describe(
    "The patient's e-mail address. Without `participantId` the visit is shown to the caller with this verified address, unless two people use it.",
  ),
  participantName: PersonName.optional().describe(
    "The patient's name: one line of 1 to 100 characters. It belongs to this booking. On one address two names are two people.",
  ),
  timezone: TimeZone.optional().describe(
    "The IANA time zone in which people are told the time, such as Europe/Berlin. Default: the clinic's.",
  ),
  waitMs: z
    .int()
    .min(0)
    .max(15_000)
    .default(5_000)
    .describe(
      "How long to wait for Zoom, in milliseconds from 0 to 15000. After that the answer is a `pending` meeting. Default: 5000.",
    ),
});
export type CreateMeeting = z.output<typeof CreateMeeting>;

export const MeetingById = z.strictObject({
  meetingId: Uuid.describe("Our id of the meeting (`Meeting.id`), a uuid."),
});
export type MeetingById = z.output<typeof MeetingById>;

export const MeetingByAppointment = z.strictObject({
  appointmentId: Uuid.describe("The platform's id of the appointment, a uuid."),
});
export type MeetingByAppointment = z.output<typeof MeetingByAppointment>;

/** Live meetings: what went into the archive is read by id, by appointment, in the history and in the statistics. */
export const ListMeetings = z.strictObject({
  status: Status.optional().describe("Only meetings with this status."),
  attention: Attention.optional().describe(
    "Only meetings that have this attention, alone or among others. Patients are refused: they are not shown it.",
  ),
  hostEmail: HostEmail.optional().describe("Only meetings of the doctor with this e-mail address."),
  from: Time.optional().describe("Only meetings that begin at this time or later."),
  to: Time.optional().describe("Only meetings that begin before this time."),
  cursor: z
    .string()
    .max(200)
    .optional()
    .describe("The `nextCursor` of the page before; without it, the first page."),
  limit: z
    .int()
    .min(1)
    .max(100)
    .default(50)
    .describe("The most meetings on one page, from 1 to 100. Default: 50."),
});
export type ListMeetings = z.output<typeof ListMeetings>;

export const MeetingPage = z.object({
  items: z.array(Meeting).describe("The meetings of this page, by `startTime` and then by `id`."),
  nextCursor: z
    .string()
    .nullable()
    .describe("Give it as `cursor` to get the next page; null on the last page."),
});

export const UpdateMeeting = z
  .strictObject({
    meetingId: Uuid.describe("Our id of the meeting (`Meeting.id`), a uuid."),
    topic: Topic.optional().describe("The new title: one line of 1 to 200 characters."),
    startTime: Time.optional().describe("The new beginning."),
    duration: Duration.optional().describe("The new length, in whole minutes from 15 to 480."),
  })
  .refine((input) => [input.topic, input.startTime, input.duration].some((field) => field !== undefined), {
    error: "Give at least one of topic, startTime and duration",
  });
export type UpdateMeeting = z.output<typeof UpdateMeeting>;

export const CancelMeeting = z.strictObject({
  meetingId: Uuid.describe("Our id of the meeting (`Meeting.id`), a uuid."),
  reason: Line(500)
    .optional()
    .describe("Why, in one line of 1 to 500 characters. It stands in the history, encrypted at rest."),
});
export type CancelMeeting = z.output<typeof CancelMeeting>;
