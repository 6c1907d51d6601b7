import { randomBytes, randomUUID } from "node:crypto";
import {
  type Db,
  isExclusionViolation,
  makeCurrent,
  markDeleting,
  moveToArchive,
  restoreMeeting,
} from "@patientcare/zoom-db";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { aMeetingRow, aZoomId } from "./a-meeting-row.ts";
import { anEmptyDatabase } from "./an-empty-database.ts";

const range = (from: string, to: string) => `{[2027-01-15T${from}Z,2027-01-15T${to}Z)}`;
const ada = { zoom_host: "ada@clinic.example" };

const refusal = (action: Promise<unknown>): Promise<unknown> =>
  action.then(
    () => null,
    (error: unknown) => error,
  );
const codeOf = async (action: Promise<unknown>) =>
  ((await refusal(action)) as { code?: string } | null)?.code;

describe("one host holds one visit at a time", () => {
  test("an overlapping one is refused, one that begins as the other ends fits, another host's does", async () => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    await aMeetingRow(db, { ...ada, busy: range("09:00", "09:30") });
    const overlapping = await refusal(aMeetingRow(db, { ...ada, busy: range("09:29", "10:00") }));
    expect(isExclusionViolation(overlapping, "zoom_meetings_no_overlap")).toBe(true);
    await aMeetingRow(db, { ...ada, busy: range("09:30", "10:00") });
    await aMeetingRow(db, { ...ada, busy: range("08:30", "09:00") });
    await aMeetingRow(db, { zoom_host: "grace@clinic.example", busy: range("09:00", "09:30") });
    await aMeetingRow(db, { ...ada, clinic_id: "another", busy: range("09:00", "09:30") });
    await aMeetingRow(db, { zoom_host: null, busy: null });
  });

  test("moving or reviving one into another's time is refused; those that are over do not count", async () => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    await aMeetingRow(db, { ...ada, busy: range("09:00", "09:30") });
    const moving = await aMeetingRow(db, { ...ada, busy: range("10:00", "10:30") });
    const update = (id: string, change: object) =>
      refusal(db.updateTable("zoom_meetings").set(change).where("id", "=", id).execute());
    expect(await update(moving.id, { busy: range("09:15", "09:45") })).toMatchObject({ code: "23P01" });
    expect(await update(moving.id, { busy: range("09:30", "10:00") })).toBeNull();
    for (const status of ["cancelled", "failed", "missed"] as const) {
      const over = await aMeetingRow(db, { ...ada, status, busy: range("09:00", "09:30") });
      expect(await update(over.id, { status: "pending" })).toMatchObject({ code: "23P01" });
    }
    const ended = { ...ada, status: "ended", zoom_meeting_id: aZoomId() } as const;
    const { id } = await aMeetingRow(db, { ...ended, busy: range("09:00", "09:30") });
    expect(await update(id, { status: "started" })).toMatchObject({ code: "23P01" });
  });
});

describe("a row cannot say what cannot be", () => {
  const wrong: Record<string, object> = {
    "pending with a Zoom meeting": { status: "pending", zoom_meeting_id: aZoomId() },
    "cancelled with a Zoom meeting": { status: "cancelled", zoom_meeting_id: aZoomId() },
    "scheduled without a Zoom meeting": { status: "scheduled" },
    "ended without a Zoom meeting": { status: "ended" },
    "a passcode without a Zoom meeting": { password: "k1.x" },
    "a host URL without the time it was fetched": {
      status: "scheduled",
      zoom_meeting_id: aZoomId(),
      host_url: "k1.x",
    },
    "a Zoom id that is none": { status: "scheduled", zoom_meeting_id: "12" },
    "a time taken without a host": { busy: range("09:00", "09:30") },
    "an empty time taken": { ...ada, busy: "{}" },
    "a host's e-mail in capitals": { host_email: "Ada@clinic.example" },
    "more synced than wanted": { revision: 1, synced_revision: 2 },
    "a status that is none": { status: "lost" },
    "a visit of no length": { duration: 0 },
  };
  test("wrong rows are refused", async () => {
    await using database = await anEmptyDatabase();
    for (const [name, change] of Object.entries(wrong)) {
      expect([name, await codeOf(aMeetingRow(database.db, change))]).toEqual([name, "23514"]);
    }
    const { appointment_id } = await aMeetingRow(database.db);
    expect(await codeOf(aMeetingRow(database.db, { appointment_id }))).toBe("23505");
    const panic = sql`insert into meeting_attentions (meeting_id, kind) select id, 'panic' from zoom_meetings`;
    expect(await codeOf(panic.execute(database.db))).toBe("23514");
  });
});

describe("references", () => {
  const current = (db: Db, meetingId: string, zoomId = aZoomId()) =>
    db.transaction().execute((trx) =>
      makeCurrent(trx, {
        zoom_meeting_id: zoomId,
        meeting_id: meetingId,
        generation: 1,
        host: "ada@clinic.example",
      }),
    );

  test("a meeting has one current Zoom id, and an id belongs to one meeting", async () => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    const [one, other] = [await aMeetingRow(db), await aMeetingRow(db)];
    const id = aZoomId();
    await current(db, one.id, id);
    expect(await codeOf(current(db, one.id))).toBe("23505");
    expect(await codeOf(current(db, other.id, id))).toBe("23505");
  });

  test("a doomed id never becomes current again, by whatever way", async () => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    const { id } = await aMeetingRow(db);
    const zoomId = aZoomId();
    await current(db, id, zoomId);
    const reference = { zoom_meeting_id: zoomId, meeting_id: id, generation: 1, host: "ada@clinic.example" };
    await db.transaction().execute((trx) => markDeleting(trx, reference));
    expect(await codeOf(current(db, id, zoomId))).toBe("23505");
    const revive = (change: object) =>
      codeOf(db.updateTable("zoom_references").set(change).where("zoom_meeting_id", "=", zoomId).execute());
    expect(await revive({ state: "current", next_attempt_at: null })).toBe("23514");
    expect(await revive({ state: "deleted", next_attempt_at: null })).toBeUndefined();
    expect(await revive({ state: "current" })).toBe("23514");
    await db.transaction().execute((trx) => markDeleting(trx, reference));
    const row = await db.selectFrom("zoom_references").select("state").executeTakeFirstOrThrow();
    expect(row.state).toBe("deleted");
  });
});

describe("an id whose deletion Zoom refuses", () => {
  const restored = { state: "current", next_attempt_at: null, found_running_at: new Date() } as const;

  for (const whenRunning of ["end", "restore", "wait"] as const) {
    test(`${whenRunning}: becomes current again only for a proof, and only where the platform wanted the deletion`, async () => {
      await using database = await anEmptyDatabase();
      const { db } = database;
      const { id } = await aMeetingRow(db);
      const zoom_meeting_id = aZoomId();
      const reference = { zoom_meeting_id, meeting_id: id, generation: 1, host: "ada@clinic.example" };
      await db.transaction().execute((trx) => makeCurrent(trx, reference));
      await db.transaction().execute((trx) => markDeleting(trx, reference, whenRunning));
      const change = (columns: object) => codeOf(db.updateTable("zoom_references").set(columns).execute());
      expect(await change({ state: "current", next_attempt_at: null })).toBe("23514");
      expect(await change(restored)).toBe(whenRunning === "restore" ? undefined : "23514");
      if (whenRunning !== "restore") return;
      await db.transaction().execute((trx) => markDeleting(trx, reference, "restore"));
      expect(await change(restored)).toBe("23514");
      expect(await change({ ...restored, found_running_at: new Date(Date.now() + 1) })).toBeUndefined();
      await change({ state: "deleted", next_attempt_at: null });
      expect(await change({ ...restored, found_running_at: new Date(Date.now() + 2) })).toBe("23514");
    });
  }
});

describe("what was written stays written", () => {
  test("the access log refuses every change", async () => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    await db
      .insertInto("access_log")
      .values({ id: randomUUID(), action: "links.get", decision: "allowed" })
      .execute();
    expect(await codeOf(db.updateTable("access_log").set({ action: "x" }).execute())).toBe("42501");
    expect(await codeOf(db.deleteFrom("access_log").execute())).toBe("42501");
    expect(await codeOf(sql`truncate access_log`.execute(db))).toBe("42501");
    expect(await db.selectFrom("access_log").select("action").execute()).toEqual([{ action: "links.get" }]);
  });

  test("the database stamps time and transaction of an access, whatever the insert says", async () => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    const long = new Date("2020-01-01");
    const access = { id: randomUUID(), action: "links.get", decision: "allowed" as const };
    await db
      .insertInto("access_log")
      .values({ ...access, at: long, xid: "3" })
      .execute();
    const row = await db.selectFrom("access_log").select(["at", "xid"]).executeTakeFirstOrThrow();
    expect(Date.now() - row.at.getTime()).toBeLessThan(60_000);
    expect(row.xid).not.toBe("3");
  });

  test("events move into the archive and back, and neither they nor what lies there changes or vanishes", async () => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    const { id, appointment_id } = await aMeetingRow(db);
    await db
      .insertInto("meeting_events")
      .values({
        id: randomUUID(),
        meeting_id: id,
        effect_key: "created:1",
        type: "created",
        occurred_at: new Date(),
        source: "api",
      })
      .execute();
    const refused = async (statement: string) => {
      const code = await codeOf(sql.raw(statement).execute(db));
      expect({ statement, code }).toEqual({ statement, code: "42501" });
    };
    await refused("delete from meeting_events");
    await refused("truncate meeting_events");
    await db.transaction().execute((trx) => moveToArchive(trx, [id]));
    expect(await db.selectFrom("meeting_events").select("id").execute()).toEqual([]);
    for (const table of ["zoom_meetings", "participants", "attendances", "join_links", "meeting_events"])
      await refused(`truncate ${table}_archive`);
    await refused("update meeting_events_archive set actor = 'x'");
    await refused("delete from meeting_events_archive");
    await refused("delete from zoom_meetings_archive");
    const [archived] = await db.selectFrom("meeting_events_archive").select("id").execute();
    await db.transaction().execute((trx) => restoreMeeting(trx, { id, appointment_id }));
    expect(await db.selectFrom("meeting_events").select("id").execute()).toEqual([archived]);
    expect(await db.selectFrom("meeting_events_archive").select("id").execute()).toEqual([]);
  });

  test("a meeting's history refuses changes, and takes an effect once", async () => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    const { id } = await aMeetingRow(db);
    const event = () => ({
      id: randomUUID(),
      meeting_id: id,
      effect_key: "created:1",
      type: "created" as const,
      occurred_at: new Date(),
      source: "api" as const,
    });
    await db.insertInto("meeting_events").values(event()).execute();
    expect(await codeOf(db.insertInto("meeting_events").values(event()).execute())).toBe("23505");
    expect(await codeOf(db.updateTable("meeting_events").set({ type: "ended" }).execute())).toBe("42501");
  });
});

test("a person without an id at the platform is one per e-mail; the same e-mail under two ids is two people", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const email_hash = randomBytes(32);
  const person = (external_id: string | null) =>
    db.insertInto("persons").values({ id: randomUUID(), external_id, email_hash }).execute();
  await person(null);
  await person("patient-1");
  await person("patient-2");
  expect(await codeOf(person(null))).toBe("23505");
  expect(await codeOf(person("patient-1"))).toBe("23505");
});
