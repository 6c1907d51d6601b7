import type { EventSource, EventType } from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Uuid } from "./fields.ts";

export const FollowEvents = z.strictObject({
  /** The id of the last event that was received; without it, events from now on. */
  lastEventId: z.string().min(1).max(200).optional(),
  /** Only events of this meeting. */
  meetingId: Uuid.optional(),
});
export type FollowEvents = z.output<typeof FollowEvents>;

/** Something that happened to a meeting; it identifies no person. */
export interface MeetingEvent {
  /** Opaque; to go on behind this event, give it as `lastEventId`. */
  id: string;
  meetingId: string;
  appointmentId: string | null;
  /** The kind of event. More may come: ignore those that you do not know. */
  type: EventType;
  /** When it happened, as far as its source says. */
  at: Date;
  /** When the service learnt of it. */
  recordedAt: Date;
  source: EventSource;
}

/** An event as tRPC hands it over. */
export interface TrackedMeetingEvent {
  id: string;
  data: MeetingEvent;
}
