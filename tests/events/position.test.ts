import { currentFeedEpoch, insertEvents } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { meetingIn } from "../rpc/meeting-in.ts";
import { callRaw } from "../support/call-raw.ts";
import { eventIds } from "../support/event-ids.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { anEvent } from "./an-event.ts";
import { feedAtRest } from "./feed-at-rest.ts";
import { openStream } from "./open-stream.ts";

test("a stream tells where it begins, so that nothing is lost before its first event, and its heart beats", async () => {
  const app = await startApp();
  const token = await tokenFor(people.service);
  const { meeting } = await meetingIn(app, "scheduled");
  await feedAtRest(app);
  const stream = await openStream(app.url, token);
  const lastEventId = stream.response.headers.get("last-event-id") ?? "";
  await eventually(() => expect(stream.messages.map(({ event }) => event)).toEqual(["connected", "ping"]));
  stream.close();
  await insertEvents(app.server.deps.db, [anEvent(meeting.id)]);
  const resumed = await openStream(app.url, token, { lastEventId });
  expect(await resumed.have(1)).toMatchObject([{ type: "changed", meetingId: meeting.id }]);
});

test("an id from before a restore is refused, and says what to do", async () => {
  const app = await startApp();
  const token = await tokenFor(people.service);
  const { db } = app.server.deps;
  const { meeting } = await meetingIn(app, "scheduled");
  await feedAtRest(app);
  const stream = await openStream(app.url, token, { meetingId: meeting.id });
  await insertEvents(db, [anEvent(meeting.id)]);
  const [event] = await stream.have(1);
  const position = event && eventIds.read(event.id);
  if (!event || !position) throw new Error("No event came");
  const refusalOf = async (lastEventId: string) => {
    const { status, error } = await callRaw(app.url, "lifecycle.events", { token, input: { lastEventId } });
    return { status, reason: error?.data.reason, issues: error?.data.issues };
  };
  const beforeRestore = {
    status: 400,
    reason: "VALIDATION_ERROR",
    issues: [{ path: "lastEventId", message: expect.stringContaining("follow without it") }],
  };
  // The database was set back: this id is ahead of it.
  const ahead = { ...position, xid: String(BigInt(position.xid) + 1_000_000_000n) };
  expect(await refusalOf(eventIds.write(ahead))).toEqual(beforeRestore);
  expect(await refusalOf(eventIds.write({ ...position, epoch: "0123456789ab" }))).toEqual(beforeRestore);

  // As found on another cluster, whose transactions had greater numbers.
  await db.transaction().execute(async (trx) => {
    await sql`update feed_epoch set cluster = '1:00000001'`.execute(trx);
    await sql`insert into meeting_events ${sql.raw("(id, meeting_id, effect_key, type, occurred_at, source, xid)")}
      select gen_random_uuid(), ${meeting.id}, 'other cluster', 'changed', now(), 'api', '900000000000'`.execute(
      trx,
    );
  });
  const epoch = await currentFeedEpoch(db);
  expect(epoch).not.toBe(position.epoch);
  expect(await currentFeedEpoch(db)).toBe(epoch);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'patientcare-zoom-feed' and datname = current_database()`.execute(db);
  await stream.ended;
  await eventually(async () => expect(await refusalOf(event.id)).toEqual(beforeRestore));
  const all = await openStream(app.url, token, {
    lastEventId: eventIds.write({ epoch, xid: "0", id: "00000000-0000-0000-0000-000000000000" }),
  });
  const restored = await all.have(4);
  expect(restored).toHaveLength(4);
  await insertEvents(db, [anEvent(meeting.id)]);
  expect((await all.have(5)).at(-1)?.id).not.toBe(event.id);
});
