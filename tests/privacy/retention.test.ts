import { setTimeout as sleep } from "node:timers/promises";
import { erasePatient } from "@patientcare/zoom-server/operations/privacy/erase-patient.ts";
import { forgetOldData } from "@patientcare/zoom-server/operations/privacy/forget-old-data.ts";
import { holdPatient, releasePatient } from "@patientcare/zoom-server/operations/privacy/hold-patient.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { archiveIn } from "../archive/finished-meetings.ts";
import { canariesIn } from "../security/canary-forms.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { receive } from "../webhooks/booked-visit.ts";
import { aKnownPatient, type KnownPatient } from "./a-known-patient.ts";
import { dumpTables, readableTexts } from "./readable-dump.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

// The visits of a known patient lie 60 days back.
const young = { deliveryBodyDays: 90, personalDataDays: 400 };
const oldBodies = { deliveryBodyDays: 30, personalDataDays: 400 };
const old = { deliveryBodyDays: 30, personalDataDays: 50 };

const age = (receivedDaysAgo: number) =>
  Promise.all(
    ["webhook_deliveries", "webhook_deliveries_archive"].map((table) =>
      sql`update ${sql.table(table)} set received_at = clock_timestamp() - make_interval(days => ${receivedDaysAgo})`.execute(
        app.server.deps.db,
      ),
    ),
  );

async function tracesOf({ canaries }: KnownPatient): Promise<string[]> {
  const dump = await dumpTables(app.databaseUrl);
  const found = readableTexts(app.server.deps.encryption, dump).flatMap((text) =>
    canariesIn(text, canaries).map((name) => `${name} in ${text.slice(0, text.indexOf(":"))}`),
  );
  return [...new Set(found)].sort();
}

/** Once no late delivery moves from one table to another any more. */
async function settledTracesOf(patient: KnownPatient): Promise<string[]> {
  await eventually(async () => {
    const waiting = app.server.deps.db.selectFrom("webhook_deliveries").select("id");
    expect(await waiting.where("state", "=", "received").execute()).toEqual([]);
  });
  for (let before = await tracesOf(patient); ; ) {
    await sleep(1_000);
    const now = await tracesOf(patient);
    if (now.join() === before.join()) return now;
    before = now;
  }
}

const bodiesLeft = (traces: readonly string[]) =>
  traces.filter((trace) => trace.includes("webhook_deliveries"));

test.each(["live", "archived"])(
  "bodies are forgotten first, then names and addresses; the visit stays as it was: %s visits",
  async (place) => {
    const patient = await aKnownPatient(app);
    const { deps } = app.server;
    if (place === "archived") await archiveIn(deps.db);
    await age(60);
    const { meetingId } = patient;
    const staff = await app.as("staff");
    const before = await staff.visits.get({ meetingId });
    const told = await settledTracesOf(patient);
    expect(bodiesLeft(told)).not.toEqual([]);

    expect(await forgetOldData(deps, young)).toEqual({ bodies: 0, meetings: 0 });
    expect(await tracesOf(patient)).toEqual(told);

    await forgetOldData(deps, oldBodies);
    expect(await tracesOf(patient)).toEqual(told.filter((trace) => !bodiesLeft(told).includes(trace)));
    expect(await staff.visits.get({ meetingId })).toMatchObject({
      people: before.people,
      status: before.status,
    });

    expect(await forgetOldData(deps, old)).toMatchObject({ meetings: 2 });
    expect(await tracesOf(patient)).toEqual([]);
    const after = await staff.visits.get({ meetingId });
    const unnamed = before.people.map((person) => ({ ...person, name: null }));
    expect(after).toMatchObject({ people: unnamed, stays: before.stays, together: before.together });
    expect(await staff.meetings.get({ meetingId })).toMatchObject({
      participantName: null,
      participantEmail: null,
      topic: "Online visit",
    });
    expect(await forgetOldData(deps, old)).toEqual({ bodies: 0, meetings: 0 });
  },
);

test("a delivery that comes once bodies are forgotten changes nothing of how the visit went", async () => {
  const patient = await aKnownPatient(app);
  const { deps } = app.server;
  await age(60);
  await forgetOldData(deps, oldBodies);
  const staff = await app.as("staff");
  const { meetingId } = patient;
  const before = await staff.visits.get({ meetingId });
  const { zoomMeetingId } = await staff.meetings.get({ meetingId });
  await receive(
    app,
    JSON.stringify({
      event: "meeting.ended",
      event_ts: Date.now(),
      payload: { account_id: "account", object: { id: zoomMeetingId, uuid: "late", end_time: new Date() } },
    }),
  );
  await expect
    .poll(async () => {
      const { rows } = await sql`select from webhook_deliveries where state = 'received'`.execute(deps.db);
      return rows.length;
    })
    .toBe(0);
  expect(await staff.visits.get({ meetingId })).toEqual(before);
});

const forget = (patient: KnownPatient) => forgetOldData(app.server.deps, old).then(() => tracesOf(patient));
const hold = ({ externalId }: KnownPatient) => holdPatient(app.server.deps, externalId, "A court asks");
const release = ({ externalId }: KnownPatient) => releasePatient(app.server.deps, externalId, "Done");
const erase = ({ externalId }: KnownPatient) => erasePatient(app.server.deps, externalId);

test("hold, retention, erasure, release: nothing is forgotten under a hold, and everything after it", async () => {
  const patient = await aKnownPatient(app);
  const other = await aKnownPatient(app);
  await age(60);
  const told = await tracesOf(patient);
  const mine = told.filter((trace) => !trace.endsWith("webhook_deliveries.body"));
  await hold(patient);
  expect(await forget(patient)).toEqual(expect.arrayContaining(mine));
  expect(await tracesOf(other)).toEqual([]);
  expect(await erase(patient)).toMatchObject({ refused: "held" });
  await release(patient);
  expect(await forget(patient)).toEqual([]);
  expect(await erase(patient)).toMatchObject({ done: "erased" });
});

test("retention, hold, erasure, release, erasure: what is forgotten stays forgotten, and the id can still be erased", async () => {
  const patient = await aKnownPatient(app);
  await age(60);
  expect(await forget(patient)).toEqual([]);
  expect(await hold(patient)).toEqual({ done: "held" });
  expect(await erase(patient)).toMatchObject({ refused: "held" });
  await release(patient);
  expect(await erase(patient)).toMatchObject({ done: "erased" });
  expect(await hold(patient)).toEqual({ refused: "unknown" });
  expect(await forget(patient)).toEqual([]);
});

test("erasure, retention, hold: after an erasure there is nothing to forget or to hold", async () => {
  const patient = await aKnownPatient(app);
  await age(60);
  expect(await erase(patient)).toMatchObject({ done: "erased" });
  expect(await forget(patient)).toEqual([]);
  expect(await hold(patient)).toEqual({ refused: "unknown" });
  expect(await release(patient)).toEqual({ refused: "unknown" });
});
