// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

import type { EventSource, EventType, Evidence, SignalType } from "./unions.ts";

/** The input of `lifecycle.events`. */
export type FollowEvents = {
  /** The `id` of the last event that you received; without it, events from now on. */
  lastEventId?: string | undefined;
  /** Only events of this meeting (`Meeting.id`), a uuid. */
  meetingId?: string | undefined;
};

/** The facts behind an event. They identify no person. */
export type EventData = {
  /**
   * The part that the person plays in the visit; null where it may have been anybody, or where it concerns
   * both.
   */
  who?: "doctor" | "patient" | "interpreter" | "captioner" | "caregiver" | "trainee" | "someone" | null | undefined;
  /** How that person was recognised; null where nobody was. */
  evidence?: Evidence | null | undefined;
  /**
   * False while the visit runs; true once its window has closed and Zoom was asked: only then act on it
   * outside the clinic.
   */
  settled?: boolean | undefined;
  /** When it began. A correction without it takes the signal back. */
  since?: Date | undefined;
  /** How long it lasted, in seconds. */
  seconds?: number | undefined;
  /** With `corrected`: the signal that has changed, or that no longer holds. */
  corrects?: SignalType | undefined;
  /** The first instant of the time that `seconds` counts. */
  from?: Date | undefined;
  /** The last instant of the time that `seconds` counts. */
  to?: Date | undefined;
};

/** Something that happened to a meeting. It identifies no person. */
export type MeetingEvent = {
  /** Opaque; to go on after this event, give it as `lastEventId`. */
  id: string;
  /** Our id of the meeting, a uuid. */
  meetingId: string;
  /** The platform's id of the appointment, a uuid; null where it is gone. */
  appointmentId: string | null;
  /** The kind of event. More may come: ignore those that you do not know. */
  type: EventType;
  /** When it happened, as far as its source says. */
  at: Date;
  /** When the service learnt of it. */
  recordedAt: Date;
  /** Where it came from. */
  source: EventSource;
  /** The facts behind the event, as far as it has any. */
  data: EventData;
};
