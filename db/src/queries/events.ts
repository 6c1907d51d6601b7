import type { Db } from "../client.ts";
import type { MeetingEventRow, NewMeetingEvent } from "../schema.ts";

/** Appends events; one whose effect key is there already changes nothing. */
export async function insertEvents(db: Db, events: readonly NewMeetingEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto("meeting_events")
    .values(events)
    .onConflict((conflict) => conflict.columns(["meeting_id", "effect_key"]).doNothing())
    .execute();
}

/** The events of a meeting, wherever they lie: with the live ones or in the archive. */
export const eventsOf = (db: Db, meetingId: string): Promise<MeetingEventRow[]> =>
  db
    .selectFrom("meeting_events")
    .select(columns)
    .where("meeting_id", "=", meetingId)
    .unionAll(db.selectFrom("meeting_events_archive").select(columns).where("meeting_id", "=", meetingId))
    .orderBy("occurred_at")
    .orderBy("id")
    .execute();

/** What was told of findings about a visit: their effect keys begin so. */
export const findingsTold = (
  db: Db,
  meetingId: string,
): Promise<Pick<MeetingEventRow, "effect_key" | "type" | "data">[]> =>
  db
    .selectFrom("meeting_events")
    .select(["effect_key", "type", "data"])
    .where("meeting_id", "=", meetingId)
    .where("effect_key", "like", "found:%")
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
  "reason",
  "data",
  "xid",
] as const;
