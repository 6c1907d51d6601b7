import {
  eventSources,
  eventTypes,
  evidences,
  participantKinds,
  signalTypes,
} from "@patientcare/zoom-db/unions";
import { z } from "zod";
import type { EventDataField } from "../domain/event-data-fields.ts";
import { Time, Uuid } from "./fields.ts";

export const FollowEvents = z.strictObject({
  lastEventId: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("The `id` of the last event that you received; without it, events from now on."),
  meetingId: Uuid.optional().describe("Only events of this meeting (`Meeting.id`), a uuid."),
});
export type FollowEvents = z.output<typeof FollowEvents>;

/** Each field of {@link EventData} as it is stored. */
export const eventDataShape = {
  who: z
    .enum([...participantKinds, "someone"])
    .nullable()
    .describe(
      "The part that the person plays in the visit; null where it may have been anybody, or where it concerns both.",
    ),
  evidence: z.enum(evidences).nullable().describe("How that person was recognised; null where nobody was."),
  settled: z
    .boolean()
    .describe(
      "False while the visit runs; true once its window has closed and Zoom was asked: only then act on it outside the clinic.",
    ),
  since: Time.describe("When it began. A correction without it takes the signal back."),
  seconds: z.number().describe("How long it lasted, in seconds."),
  corrects: z
    .enum(signalTypes)
    .describe("With `corrected`: the signal that has changed, or that no longer holds."),
  from: Time.describe("The first instant of the time that `seconds` counts."),
  to: Time.describe("The last instant of the time that `seconds` counts."),
} satisfies Record<EventDataField, z.ZodType>;

/** The facts behind an event, as far as it has any; they identify no person. */
export const EventData = z.object(eventDataShape).partial();
export type EventData = z.output<typeof EventData>;

export const EventType = z.enum(eventTypes);

/** Something that happened to a meeting; it identifies no person. */
export const MeetingEvent = z.object({
  id: z.string().describe("Opaque; to go on after this event, give it as `lastEventId`."),
  meetingId: z.string().describe("Our id of the meeting, a uuid."),
  appointmentId: z
    .string()
    .nullable()
    .describe("The platform's id of the appointment, a uuid; null where it is gone."),
  type: EventType.describe("The kind of event. More may come: ignore those that you do not know."),
  at: z.date().describe("When it happened, as far as its source says."),
  recordedAt: z.date().describe("When the service learnt of it."),
  source: z.enum(eventSources).describe("Where it came from."),
  data: EventData.describe("The facts behind the event, as far as it has any."),
});
export type MeetingEvent = z.output<typeof MeetingEvent>;

/** An event as tRPC hands it over. */
export interface TrackedMeetingEvent {
  id: string;
  data: MeetingEvent;
}
