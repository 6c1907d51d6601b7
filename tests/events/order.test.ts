import { insertEvents } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { meetingIn } from "../rpc/meeting-in.ts";
import { rowOf } from "../support/event-ids.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { anEvent } from "./an-event.ts";
import { feedAtRest } from "./feed-at-rest.ts";
import { openStream } from "./open-stream.ts";
import { startReplica } from "./start-replica.ts";

let app: OpenApp;
let token: string;
beforeAll(async () => {
  app = await openApp();
  token = await tokenFor(people.service);
});
afterAll(() => app.close());

test("the events of a visit are told as they happen, without anything about the people", async () => {
  const stream = await openStream(app.url, token);
  expect(stream.response.status).toBe(200);
  expect(stream.response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(stream.response.headers.get("x-accel-buffering")).toBe("no");
  expect(stream.response.headers.get("cache-control")).toMatch(/no-store/);
  expect(stream.response.headers.get("x-request-id")).toMatch(/./);
  const { booking, meeting } = await meetingIn(app, "scheduled", { topic: "Canary topic" });
  await (await app.as("service")).meetings.cancel({ meetingId: meeting.id, reason: "Canary reason" });
  const events = await stream.have(3);
  expect(events.map(({ type }) => type)).toEqual(["created", "scheduled", "cancelled"]);
  for (const event of events) {
    expect(event).toEqual({
      id: expect.stringMatching(/^[\w-]{20,100}$/),
      meetingId: meeting.id,
      appointmentId: meeting.appointmentId,
      type: expect.any(String),
      at: expect.any(Date),
      recordedAt: expect.any(Date),
      source: expect.stringMatching(/^(platform|sync)$/),
      data: {},
    });
  }
  const reported = JSON.stringify(stream.messages);
  for (const secret of ["Canary", booking.hostEmail, "Sam Rivers", people.patient.email]) {
    expect(reported).not.toContain(secret);
  }
});

test("an event of a transaction that began earlier and ended later is not lost", async () => {
  const { meeting } = await meetingIn(app, "scheduled");
  await feedAtRest(app);
  const { db } = app.server.deps;
  const stream = await openStream(app.url, token, { meetingId: meeting.id });
  const early = anEvent(meeting.id);
  const late = [anEvent(meeting.id), anEvent(meeting.id)];
  await db.transaction().execute(async (trx) => {
    await insertEvents(trx, [early]);
    for (const event of late) await insertEvents(db, [event]);
    // Whoever reads now must not pass over what is still to come.
    await eventually(async () => {
      const { rows } =
        await sql`select from meeting_events where id in (${sql.join(late.map(({ id }) => id))})`.execute(db);
      expect(rows).toHaveLength(2);
    });
    expect(stream.events()).toEqual([]);
  });
  const events = await stream.have(3);
  expect(events).toHaveLength(3);
  expect(new Set(events.map(rowOf))).toEqual(new Set([early, ...late].map(({ id }) => id)));
});

test("from any event on, whichever way its id is given, exactly the later ones are told, archived or not", async () => {
  const { meeting } = await meetingIn(app, "scheduled");
  await feedAtRest(app);
  const { db } = app.server.deps;
  const live = await openStream(app.url, token, { meetingId: meeting.id });
  for (let made = 0; made < 8; made++) {
    await insertEvents(
      db,
      made % 2 === 0 ? [anEvent(meeting.id)] : [anEvent(meeting.id), anEvent(meeting.id)],
    );
  }
  const all = await live.have(12);
  await db.transaction().execute(async (trx) => {
    const ids = all.slice(0, 6).map(rowOf);
    await sql`insert into meeting_events_archive select *, clock_timestamp() from meeting_events where id in (${sql.join(ids)})`.execute(
      trx,
    );
    await sql`delete from meeting_events where id in (${sql.join(ids)})`.execute(trx);
  });
  // Which has none of them in memory.
  const replica = await startReplica(app);
  for (const [index, { id }] of all.entries()) {
    const rest = all.slice(index + 1);
    const byInput = await openStream(replica.url, token, { meetingId: meeting.id, lastEventId: id });
    expect(await byInput.have(rest.length)).toEqual(rest);
    const byHeader = await openStream(
      index % 2 === 0 ? replica.url : app.url,
      token,
      {},
      { "last-event-id": id },
    );
    expect((await byHeader.have(rest.length)).slice(0, rest.length)).toEqual(rest);
    byInput.close();
    byHeader.close();
  }
});

test("an event that nobody was woken for is told all the same", async () => {
  const { meeting } = await meetingIn(app, "scheduled");
  await feedAtRest(app);
  const { db } = app.server.deps;
  const stream = await openStream(app.url, token, { meetingId: meeting.id });
  await sql`alter table meeting_events disable trigger meeting_events_notify`.execute(db);
  onTestFinished(async () => {
    await sql`alter table meeting_events enable trigger meeting_events_notify`.execute(db);
  });
  await insertEvents(db, [anEvent(meeting.id)]);
  expect(await stream.have(1)).toHaveLength(1);
});

test("every replica is woken once for what is new, and not for what was there already", async () => {
  const { meeting } = await meetingIn(app, "scheduled");
  const { db } = app.server.deps;
  const own = new Client({ connectionString: app.databaseUrl });
  await own.connect();
  onTestFinished(() => own.end());
  let reported = 0;
  own.on("notification", () => reported++);
  await own.query("listen meeting_events");
  const event = anEvent(meeting.id);
  await insertEvents(db, [event, anEvent(meeting.id)]);
  await insertEvents(db, [event]);
  // What comes back on this connection comes after all that was told before.
  await own.query("select");
  expect(reported).toBe(1);
});
