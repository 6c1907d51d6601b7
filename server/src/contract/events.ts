import {
  type EventSource,
  type EventType,
  type Evidence,
  evidences,
  type ParticipantKind,
  participantKinds,
  type SignalType,
  signalTypes,
} from "@patientcare/zoom-db/unions";
import { z } from "zod";
import type { EventDataField } from "../domain/event-data-fields.ts";
import { Time, Uuid } from "./fields.ts";

export const FollowEvents = z.strictObject({
  /** The id of the last event that was received; without it, events from now on. */
  lastEventId: z.string().min(1).max(200).optional(),
  /** Only events of this meeting. */
  meetingId: Uuid.optional(),
});
export type FollowEvents = z.output<typeof FollowEvents>;

/** The facts behind an event, as far as it has any; they identify no person. */
export interface EventData {
  /** The part that the person plays in the visit; null where it may have been anybody, or where it concerns both. */
  who?: ParticipantKind | "someone" | null;
  /** The evidence by which that person is known. */
  evidence?: Evidence | null;
  /** False while the visit runs; true once its window has closed and Zoom was asked: only then act on it outside. */
  settled?: boolean;
  /** When it began. A correction without it takes the signal back. */
  since?: Date;
  seconds?: number;
  /** With `corrected`: the signal that has changed, or that no longer holds. */
  corrects?: SignalType;
  /** The first instant of what `seconds` counts. */
  from?: Date;
  /** The last instant of what `seconds` counts. */
  to?: Date;
}

/** Reads each field of {@link EventData} as it is stored. */
export const eventDataShape = {
  who: z.enum([...participantKinds, "someone"]).nullable(),
  evidence: z.enum(evidences).nullable(),
  settled: z.boolean(),
  since: Time,
  seconds: z.number(),
  corrects: z.enum(signalTypes),
  from: Time,
  to: Time,
} satisfies { [Field in EventDataField]: z.ZodType<EventData[Field]> };

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
  data: EventData;
}

/** An event as tRPC hands it over. */
export interface TrackedMeetingEvent {
  id: string;
  data: MeetingEvent;
}
