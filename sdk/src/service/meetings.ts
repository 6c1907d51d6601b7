// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

import type { AppointmentStatus, Attention, MeetingStatus, Outcome, OutcomeOrigin } from "./unions.ts";

/** A meeting as callers see it. It never holds a URL or the passcode. */
export type Meeting = {
  /** Our id of the meeting, a uuid. It stays the same for life. */
  id: string;
  /** The platform's id of the appointment, a uuid. */
  appointmentId: string;
  /** The appointment's status as this service knows it; null for patients, who are not shown it. */
  appointmentStatus: AppointmentStatus | null;
  /** Zoom's id of the meeting, 9 to 12 digits; null while Zoom has none. */
  zoomMeetingId: string | null;
  /** The title of the visit, 1 to 200 characters. Zoom never sees it. */
  topic: string;
  /** When the visit is planned to begin. */
  startTime: Date;
  /** The planned length of the visit, in minutes. */
  duration: number;
  /** The IANA time zone in which people are told the time, such as Europe/Berlin. */
  timezone: string;
  /** How far the meeting has come. */
  status: MeetingStatus;
  /** How the visit went; null until that can be said. */
  outcome: Outcome | null;
  /** The doctor's e-mail address, in lower case. */
  hostEmail: string;
  /** The patient's e-mail address as it was said with this booking; null where none was. */
  participantEmail: string | null;
  /** The patient's name as it was said with this booking; null where none was. */
  participantName: string | null;
  /**
   * The origin of `outcome`: `evidence`, or `person` where somebody stated it. Null while there is no
   * outcome, and for patients.
   */
  outcomeBy: OutcomeOrigin | null;
  /** The outcome by evidence alone; null until that can be said, and for patients. */
  evidenceOutcome: Outcome | null;
  /**
   * True where somebody stated an outcome against the evidence, and a second person has to agree. Null for
   * patients.
   */
  disputed: boolean | null;
  /** The first of `attentions`; null when none holds, and for patients. */
  attention: Attention | null;
  /** Everything about this meeting that needs a person, the most important first. Empty for patients. */
  attentions: Attention[];
  /** When the meeting was first booked. */
  createdAt: Date;
  /** When the meeting last changed. */
  updatedAt: Date;
};

/** One page of meetings. */
export type MeetingPage = {
  /** The meetings of this page, by `startTime` and then by `id`. */
  items: Meeting[];
  /** Give it as `cursor` to get the next page; null on the last page. */
  nextCursor: string | null;
};

/** The input of `meetings.create`. */
export type CreateMeeting = {
  /** The platform's id of the appointment, a uuid. An appointment has one meeting. */
  appointmentId: string;
  /** The title of the visit: one line of 1 to 200 characters. Zoom never sees it. */
  topic: string;
  /** When the visit begins. It may lie in the past only while the visit's window is open. */
  startTime: Date | string;
  /** The length of the visit, in whole minutes from 15 to 480. */
  duration: number;
  /** The e-mail address of the doctor. Doctors may give only their own. */
  hostEmail: string;
  /**
   * The platform's id of the patient: the `sub` of the patient's token. 1 to 200 characters. Give it where
   * you know it: the visit is then theirs whatever their address.
   */
  participantId?: string | undefined;
  /**
   * The patient's e-mail address. Without `participantId` the visit is shown to the caller with this verified
   * address, unless two people use it.
   */
  participantEmail?: string | undefined;
  /**
   * The patient's name: one line of 1 to 100 characters. It belongs to this booking. On one address two names
   * are two people.
   */
  participantName?: string | undefined;
  /** The IANA time zone in which people are told the time, such as Europe/Berlin. Default: the clinic's. */
  timezone?: string | undefined;
  /**
   * How long to wait for Zoom, in milliseconds from 0 to 15000. After that the answer is a `pending` meeting.
   * Default: 5000.
   */
  waitMs?: number | undefined;
};

/** Names a meeting by our id. */
export type MeetingById = {
  /** Our id of the meeting (`Meeting.id`), a uuid. */
  meetingId: string;
};

/** Names a meeting by its appointment. */
export type MeetingByAppointment = {
  /** The platform's id of the appointment, a uuid. */
  appointmentId: string;
};

/** The input of `meetings.list`: all conditions hold together. */
export type ListMeetings = {
  /** Only meetings with this status. */
  status?: MeetingStatus | undefined;
  /**
   * Only meetings that have this attention, alone or among others. Patients are refused: they are not shown
   * it.
   */
  attention?: Attention | undefined;
  /** Only meetings of the doctor with this e-mail address. */
  hostEmail?: string | undefined;
  /** Only meetings that begin at this time or later. */
  from?: Date | string | undefined;
  /** Only meetings that begin before this time. */
  to?: Date | string | undefined;
  /** The `nextCursor` of the page before; without it, the first page. */
  cursor?: string | undefined;
  /** The most meetings on one page, from 1 to 100. Default: 50. */
  limit?: number | undefined;
};

/** The input of `meetings.update`: give at least one change. */
export type UpdateMeeting = {
  /** Our id of the meeting (`Meeting.id`), a uuid. */
  meetingId: string;
  /** The new title: one line of 1 to 200 characters. */
  topic?: string | undefined;
  /** The new beginning. */
  startTime?: Date | string | undefined;
  /** The new length, in whole minutes from 15 to 480. */
  duration?: number | undefined;
};

/** The input of `meetings.cancel`. */
export type CancelMeeting = {
  /** Our id of the meeting (`Meeting.id`), a uuid. */
  meetingId: string;
  /** Why, in one line of 1 to 500 characters. It stands in the history, encrypted at rest. */
  reason?: string | undefined;
};
