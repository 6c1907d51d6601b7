import {
  acquireLease,
  changeAttentions,
  type Db,
  dueMeetings,
  makeDue,
  makeHostlessDue,
  releaseLease,
  writeUnderLease,
} from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { aMeetingRow, aZoomId } from "./a-meeting-row.ts";
import { anEmptyDatabase } from "./an-empty-database.ts";

const lease = 60;

async function claimed(db: Db, change: Parameters<typeof aMeetingRow>[1] = {}, seconds = lease) {
  const { id } = await aMeetingRow(db, change);
  const claim = await acquireLease(db, id, seconds);
  if (!claim) throw new Error("The meeting could not be claimed");
  return claim;
}

const rowOf = (db: Db, id: string) =>
  db.selectFrom("zoom_meetings").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

test("what is due is claimed by one, and not again before its lease ends", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const claim = await claimed(db);
  expect(await acquireLease(db, claim.id, lease)).toBeUndefined();
  await makeDue(db, claim.id);
  expect(await acquireLease(db, claim.id, lease)).toBeUndefined();
  expect(await dueMeetings(db, 10)).toEqual([]);

  const lapsed = await claimed(db, {}, 0);
  expect(await dueMeetings(db, 10)).toEqual([lapsed.id]);
  expect(await acquireLease(db, lapsed.id, lease)).toMatchObject({ fence: lapsed.fence + 1 });
  expect(await releaseLease(db, lapsed, { at: null })).toBeUndefined();
  expect((await rowOf(db, lapsed.id)).lease_until).not.toBeNull();

  const later = await aMeetingRow(db, { next_attempt_at: sql<Date>`clock_timestamp() + interval '1 hour'` });
  const never = await aMeetingRow(db, { next_attempt_at: null });
  for (const { id } of [later, never]) expect(await acquireLease(db, id, lease)).toBeUndefined();
});

test("a release writes what was found out, and when to look again", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const claim = await claimed(db);
  await changeAttentions(db, claim.id, { raise: ["drift"] });
  const at = new Date("2031-01-01T00:00:00Z");
  const change = { synced_revision: 1, failures: 0 };
  const attentions = { raise: ["host-quota"], clear: ["drift"] } as const;
  expect(await releaseLease(db, claim, { at, change, attentions })).toEqual({
    due: false,
    notes: [
      { kind: "attention", meetingId: claim.id, attention: "drift", holds: false },
      { kind: "attention", meetingId: claim.id, attention: "host-quota", holds: true },
    ],
  });
  expect(await attentionsOf(db, claim.id)).toEqual(["host-quota"]);
  expect(await rowOf(db, claim.id)).toMatchObject({
    synced_revision: 1,
    lease_until: null,
    next_attempt_at: at,
  });
});

test("whoever makes it due while it is claimed is heard, also after the lease has run out", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const claim = await claimed(db);
  await makeDue(db, claim.id);
  expect(await releaseLease(db, claim, { at: null })).toMatchObject({ due: true });

  const late = await claimed(db, {}, 0);
  await makeDue(db, late.id);
  expect(await releaseLease(db, late, { at: null })).toMatchObject({ due: true });
});

test("a row that was changed meanwhile is due, and keeps what the change wrote", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const claim = await claimed(db, { status: "scheduled", zoom_meeting_id: aZoomId() });
  const cancelled = {
    status: "cancelled",
    zoom_meeting_id: null,
    revision: claim.revision + 1,
    failures: 0,
  } as const;
  await db.updateTable("zoom_meetings").set(cancelled).where("id", "=", claim.id).execute();
  const change = { join_url: sql<never>`'k1.url'`, failures: 3 };
  expect(await writeUnderLease(db, claim, change)).toBe(false);
  const attentions = { raise: ["drift"] } as const;
  expect(await releaseLease(db, claim, { at: null, change, attentions })).toMatchObject({ due: true });
  expect(await rowOf(db, claim.id)).toMatchObject({ ...cancelled, join_url: null });
  expect(await attentionsOf(db, claim.id)).toEqual([]);
});

test("an attention that was raised meanwhile stays, and one that holds already keeps its time", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const claim = await claimed(db);
  await changeAttentions(db, claim.id, { raise: ["source-conflict", "drift"] });
  const since = () => db.selectFrom("meeting_attentions").selectAll().orderBy("kind").execute();
  const before = await since();
  const attentions = { raise: ["drift"], clear: ["zoom-refused"] } as const;
  await releaseLease(db, claim, { at: null, change: { synced_revision: 1 }, attentions });
  expect(await since()).toEqual(before);
  expect(before).toMatchObject([{ kind: "drift" }, { kind: "source-conflict" }]);
});

test("when a host has time again, only those are due that wait for that host and that nobody holds", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const waiting = { next_attempt_at: null, host_email: "ada@clinic.example" };
  const mine = await aMeetingRow(db, waiting);
  const held = await aMeetingRow(db, waiting);
  const hosted = await aMeetingRow(db, {
    ...waiting,
    zoom_host: "ada@clinic.example",
    busy: "{[2027-01-15T09:00Z,2027-01-15T09:30Z)}",
  });
  await aMeetingRow(db, { ...waiting, host_email: "grace@clinic.example" });
  await aMeetingRow(db, { ...waiting, status: "cancelled" });
  await db.transaction().execute(async (holder) => {
    await holder.selectFrom("zoom_meetings").select("id").where("id", "=", held.id).forUpdate().execute();
    await db.transaction().execute((trx) => makeHostlessDue(trx, "ada@clinic.example"));
  });
  expect(await dueMeetings(db, 10)).toEqual([mine.id]);
  expect((await rowOf(db, hosted.id)).next_attempt_at).toBeNull();
});

test("what is due is done in the order of the visits", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const hours = [11, 9, 10].map((hour) => `2027-01-15T${String(hour).padStart(2, "0")}:00:00Z`);
  const rows = await Promise.all(hours.map((start_time) => aMeetingRow(db, { start_time })));
  expect(await dueMeetings(db, 2)).toEqual([rows[1]?.id, rows[2]?.id]);
});

const attentionsOf = async (db: Db, meetingId: string) => {
  const rows = await db
    .selectFrom("meeting_attentions")
    .select("kind")
    .where("meeting_id", "=", meetingId)
    .execute();
  return rows.map(({ kind }) => kind);
};
