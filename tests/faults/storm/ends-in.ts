import type { Db } from "@patientcare/zoom-db";
import { sql } from "kysely";
import type { Visit } from "./seed-visits.ts";
import type { VisitEnd } from "./visit-end.ts";

/** The end of each visit as the database has it, by meeting. */
export async function endsIn(db: Db, visits: readonly Visit[]): Promise<Map<string, VisitEnd>> {
  const startOf = new Map(visits.map(({ meetingId, start }) => [meetingId, start.getTime()]));
  const second = (meetingId: string, at: Date | null) =>
    at && (at.getTime() - (startOf.get(meetingId) ?? 0)) / 1_000;
  const meetings = await db
    .selectFrom("zoom_meetings")
    .innerJoin("appointments", "appointments.id", "zoom_meetings.appointment_id")
    .select(["zoom_meetings.id", "zoom_meetings.status", "outcome"])
    .select((select) =>
      sql<
        string[]
      >`array(select kind from meeting_attentions where meeting_id = ${select.ref("zoom_meetings.id")})`.as(
        "attentions",
      ),
    )
    .select("appointments.status as appointment")
    .execute();
  const ends = new Map<string, VisitEnd>(
    meetings.map(({ id, ...meeting }) => [id, { ...meeting, sessions: [], stays: [], events: [] }]),
  );

  for (const session of await db.selectFrom("meeting_sessions").selectAll().execute()) {
    const { meeting_id: id, zoom_uuid, started_at, ended_at, slot_start } = session;
    const times = `${second(id, started_at)} to ${second(id, ended_at)}, slot ${second(id, slot_start)}`;
    ends.get(id)?.sessions.push(`${zoom_uuid}: ${times}`);
  }
  const stays = await db
    .selectFrom("attendances as a")
    .innerJoin("meeting_sessions as s", "s.id", "a.session_id")
    .leftJoin("participants as p", "p.id", "a.participant_id")
    .select([
      "a.meeting_id",
      "s.zoom_uuid",
      "a.stay_key",
      "p.kind",
      "a.recognised_by",
      "joined_at",
      "left_at",
    ])
    .execute();
  for (const { meeting_id: id, zoom_uuid, stay_key, kind, recognised_by, joined_at, left_at } of stays) {
    const times = `${second(id, joined_at)} to ${second(id, left_at)}`;
    ends.get(id)?.stays.push(`${zoom_uuid}, ${stay_key}: ${kind} by ${recognised_by}, ${times}`);
  }
  const reported = await db
    .selectFrom("meeting_events")
    .select(["meeting_id", "effect_key"])
    // Signals of a visit that runs depend on when the clock came by.
    .where("type", "in", ["session-started", "session-ended", "joined", "left"])
    .execute();
  for (const event of reported) ends.get(event.meeting_id)?.events.push(event.effect_key);
  for (const { sessions, stays, events } of ends.values())
    for (const list of [sessions, stays, events]) list.sort();
  return ends;
}

/** The visits whose ends differ, with both. */
export const differences = (
  ends: ReadonlyMap<string, VisitEnd>,
  expected: ReadonlyMap<string, VisitEnd>,
): { end: VisitEnd | undefined; expected: VisitEnd }[] =>
  [...expected]
    .map(([meetingId, wanted]) => ({ end: ends.get(meetingId), expected: wanted }))
    .filter(({ end, expected: wanted }) => JSON.stringify(end) !== JSON.stringify(wanted));
