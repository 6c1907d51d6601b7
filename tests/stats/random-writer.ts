import { randomUUID } from "node:crypto";
import { type Db, isCrossed, moveToArchive, restoreMeeting } from "@patientcare/zoom-db";
import { outcomes } from "@patientcare/zoom-db/unions";
import { sql } from "kysely";
import { aMeetingRow, aZoomId } from "../db/a-meeting-row.ts";

const doctors = ["ada@clinic.example", "bo@clinic.example", "cy@clinic.example"];
const firstStart = Date.parse("2027-01-31T20:00:00Z");
const rangeMinutes = 8 * 60;
// Those that are over come more often: only they have waits and stays that count.
const statuses = [
  ...(["pending", "failed", "scheduled", "started", "cancelled"] as const),
  ...(["ended", "ended", "ended", "missed", "missed"] as const),
];

/** One change of one meeting at a time, as anybody may make them: new, moved, over, visited, archived, brought back. */
export function randomWriter(db: Db, ids: string[], random: () => number) {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const aStart = () => new Date(firstStart + Math.floor(random() * rangeMinutes) * 60_000);
  const changes: Record<string, (id: string) => Promise<unknown>> = {
    async create() {
      const row = await aMeetingRow(db, {
        start_time: aStart(),
        host_email: pick(doctors),
        next_attempt_at: null,
      });
      ids.push(row.id);
    },
    move: (id) =>
      db
        .updateTable("zoom_meetings")
        .set({ start_time: aStart(), host_email: pick(doctors) })
        .where("id", "=", id)
        .execute(),
    turn(id) {
      const status = pick(statuses);
      const known = ["scheduled", "started", "ended", "missed"].includes(status);
      const over = status === "ended" || status === "missed";
      return db
        .updateTable("zoom_meetings")
        .set({
          status,
          zoom_meeting_id: known ? aZoomId() : null,
          outcome: over ? pick(outcomes) : null,
          evidence_outcome: over ? pick(outcomes) : null,
          stated_outcome: over && random() < 0.3 ? pick(outcomes) : null,
          somebody_waited: random() < 0.3,
        })
        .where("id", "=", id)
        .execute();
    },
    attend: (id) =>
      db
        .insertInto("meeting_attentions")
        .values({ meeting_id: id, kind: pick(["no-host", "drift"] as const) })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    settle: (id) => db.deleteFrom("meeting_attentions").where("meeting_id", "=", id).execute(),
    refer: (id) =>
      db
        .insertInto("zoom_references")
        .values({
          zoom_meeting_id: aZoomId(),
          meeting_id: id,
          generation: 1,
          host: pick(doctors),
          state: "deleted",
        })
        .execute(),
    visit: (id) => visit(db, id, random),
    leave: (id) =>
      sql`update attendances set left_at = left_at + interval '3 minutes' where meeting_id = ${id}`.execute(
        db,
      ),
    wait: (id) =>
      sql`
        insert into waits (id, meeting_id, wait_key, place, person_no, seen_as, counts, began_at, ended_at)
        select ${randomUUID()}, id, ${pick(["a", "b"])}, 'waiting-room', 1, 'patient', true, start_time - interval '3 minutes',
          start_time + make_interval(mins => ${Math.floor(random() * 30)})
        from zoom_meetings where id = ${id}
        on conflict (meeting_id, wait_key) do update
        set ended_at = waits.began_at + make_interval(mins => ${Math.floor(random() * 30)})`.execute(db),
    archive: (id) => db.transaction().execute((trx) => moveToArchive(trx, [id])),
    async restore(id) {
      const gone = await db
        .selectFrom("zoom_meetings_archive")
        .select(["id", "appointment_id"])
        .where("id", "=", id)
        .executeTakeFirst();
      if (gone) await db.transaction().execute((trx) => restoreMeeting(trx, gone));
    },
  };
  const names = [...Object.keys(changes), "turn", "visit", "leave", "wait", "wait", "restore"];
  return async (): Promise<void> => {
    const name = ids.length < 10 ? "create" : pick(names);
    await changes[name]?.(pick(ids)).catch(requireRace);
  };
}

/** Two writers met at one meeting: what one of them wanted is no longer there. */
function requireRace(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (isCrossed(error) || code === "23503" || code === "23505") return;
  throw error;
}

async function visit(db: Db, id: string, random: () => number): Promise<void> {
  const session = randomUUID();
  const minutes = (max: number) => Math.floor(random() * max);
  await db.transaction().execute(async (trx) => {
    await sql`
      insert into meeting_sessions (id, meeting_id, zoom_meeting_id, zoom_uuid, slot_start, started_at, ended_at, heard_at,
        complete, end_assumed)
      select ${session}, id, ${aZoomId()}, ${session}, start_time, start_time, start_time + interval '40 minutes',
        start_time, true, false
      from zoom_meetings where id = ${id}`.execute(trx);
    for (const seenAs of ["doctor", "patient"]) {
      await sql`
        insert into attendances (id, meeting_id, session_id, stay_key, person_no, seen_as, rivals, counts, joined_at, left_at)
        select ${randomUUID()}, id, ${session}, ${seenAs}, 1, ${seenAs}, 0, ${seenAs === "patient"},
          start_time + make_interval(mins => ${minutes(15)}), start_time + make_interval(mins => ${15 + minutes(15)})
        from zoom_meetings where id = ${id}`.execute(trx);
    }
  });
}
