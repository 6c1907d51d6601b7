import {
  appointmentStatuses,
  attentions,
  meetingStatuses,
  outcomeOrigins,
  outcomes,
} from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Duration, Email, HostEmail, Line, PersonName, Time, TimeZone, Topic, Uuid } from "./fields.ts";

export const Status = z.enum(meetingStatuses);
export const AppointmentStatus = z.enum(appointmentStatuses);
export const Outcome = z.enum(outcomes);
const Attention = z.enum(attentions);

/** A meeting as callers see it. It never holds a URL or the passcode. */
export const Meeting = z.object({
  id: z.string(),
  appointmentId: z.string(),
  appointmentStatus: AppointmentStatus,
  zoomMeetingId: z.string().nullable(),
  topic: z.string(),
  startTime: z.date(),
  duration: z.number(),
  timezone: z.string(),
  status: Status,
  outcome: Outcome.nullable(),
  hostEmail: z.string(),
  participantEmail: z.string().nullable(),
  participantName: z.string().nullable(),
  /** `person`: somebody stated the outcome, and it stands beside the evidence. */
  outcomeBy: z.enum(outcomeOrigins).nullable(),
  /** The outcome by evidence alone. */
  evidenceOutcome: Outcome.nullable(),
  /** Somebody stated an outcome against the evidence, and a second person has to say the same. */
  disputed: z.boolean(),
  /** The first of `attentions`; null when none holds. */
  attention: Attention.nullable(),
  /** All that needs somebody, in order of weight. */
  attentions: z.array(Attention),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type Meeting = z.output<typeof Meeting>;

export const CreateMeeting = z.strictObject({
  appointmentId: Uuid,
  topic: Topic,
  startTime: Time,
  duration: Duration,
  hostEmail: HostEmail,
  participantEmail: Email.optional(),
  participantName: PersonName.optional(),
  timezone: TimeZone.optional(),
  /** How long to wait for Zoom, in milliseconds. */
  waitMs: z.int().min(0).max(15_000).default(5_000),
});
export type CreateMeeting = z.output<typeof CreateMeeting>;

export const MeetingById = z.strictObject({ meetingId: Uuid });
export type MeetingById = z.output<typeof MeetingById>;

export const MeetingByAppointment = z.strictObject({ appointmentId: Uuid });
export type MeetingByAppointment = z.output<typeof MeetingByAppointment>;

/** Live meetings: what went into the archive is read by id, by appointment, in the history and in the statistics. */
export const ListMeetings = z.strictObject({
  status: Status.optional(),
  attention: Attention.optional(),
  hostEmail: HostEmail.optional(),
  from: Time.optional(),
  to: Time.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListMeetings = z.output<typeof ListMeetings>;

export const MeetingPage = z.object({ items: z.array(Meeting), nextCursor: z.string().nullable() });

export const UpdateMeeting = z
  .strictObject({
    meetingId: Uuid,
    topic: Topic.optional(),
    startTime: Time.optional(),
    duration: Duration.optional(),
  })
  .refine((input) => [input.topic, input.startTime, input.duration].some((field) => field !== undefined), {
    error: "Give at least one of topic, startTime and duration",
  });
export type UpdateMeeting = z.output<typeof UpdateMeeting>;

export const CancelMeeting = z.strictObject({ meetingId: Uuid, reason: Line(500).optional() });
export type CancelMeeting = z.output<typeof CancelMeeting>;
