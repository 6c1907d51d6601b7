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

/** Something that happened to a meeting; nothing in it tells who the people are. */
export interface MeetingEvent {
  /** Opaque; to go on behind this event, give it as `lastEventId`. */
  id: string;
  meetingId: string;
  appointmentId: string | null;
  /** What happened. More types may come: pass over those that you do not know. */
  type: EventType;
  /** When it happened, as far as its source says. */
  at: Date;
  /** When the service learnt of it. */
  recordedAt: Date;
  source: EventSource;
}

/** As tRPC hands it over. Its envelope's own type would lead the SDK's types into tRPC's inner modules. */
export interface TrackedMeetingEvent {
  id: string;
  data: MeetingEvent;
}
