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

export const eventsOf = (db: Db, meetingId: string): Promise<MeetingEventRow[]> =>
  db
    .selectFrom("meeting_events")
    .selectAll()
    .where("meeting_id", "=", meetingId)
    .orderBy("occurred_at")
    .orderBy("id")
    .execute();
