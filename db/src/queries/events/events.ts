import { sql } from "kysely";
import type { Db } from "../../client.ts";
import { noteChanges } from "../../meeting-notes.ts";
import type { MeetingEventRow, NewMeetingEvent, Readable } from "../../schema.ts";
import { unsealableOrNull } from "../people/person-keys.ts";

// A statement takes 65 535 values.
const maxAtOnce = 2_000;

/** Appends events; one whose effect key is there already changes nothing. */
export async function insertEvents(db: Db, events: readonly NewMeetingEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += maxAtOnce) {
    const written = await db
      .insertInto("meeting_events")
      .values(events.slice(from, from + maxAtOnce))
      .onConflict((conflict) => conflict.columns(["meeting_id", "effect_key"]).doNothing())
      .returning(["meeting_id", "type", "data"])
      .execute();
    noteChanges(
      db,
      written.map(({ meeting_id, type, data }) => ({ kind: "event", meetingId: meeting_id, type, data })),
    );
  }
}

export type ReadEvent = Omit<MeetingEventRow, "reason"> & { reason: Readable | null };

/** The events of a meeting, wherever they lie: with the live ones or in the archive. */
export const eventsOf = (db: Db, meetingId: string): Promise<ReadEvent[]> =>
  db
    .selectFrom("meeting_events")
    .select(columns)
    .select(unsealableOrNull("reason").as("reason"))
    .where("meeting_id", "=", meetingId)
    .unionAll(
      db
        .selectFrom("meeting_events_archive")
        .select(columns)
        .select(unsealableOrNull("reason").as("reason"))
        .where("meeting_id", "=", meetingId),
    )
    .orderBy("occurred_at")
    .orderBy("id")
    .execute();

export type RecordedEvent = Pick<MeetingEventRow, "meeting_id" | "effect_key" | "type" | "data">;

/** The keys of all events of these meetings; with `data` where it is a signal: their keys begin with `signal:`. */
export const recordedEvents = (db: Db, meetingIds: readonly string[]): Promise<RecordedEvent[]> =>
  db
    .selectFrom("meeting_events")
    .select(["meeting_id", "effect_key", "type"])
    .select(
      sql<RecordedEvent["data"]>`case when effect_key like 'signal:%' then data else '{}'::jsonb end`.as(
        "data",
      ),
    )
    .where("meeting_id", "=", sql<string>`any(${meetingIds}::uuid[])`)
    .execute();

const columns = [
  "id",
  "clinic_id",
  "meeting_id",
  "effect_key",
  "type",
  "occurred_at",
  "recorded_at",
  "source",
  "actor_role",
  "actor",
  "data",
  "xid",
] as const;
