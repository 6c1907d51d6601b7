import { setTimeout as sleep } from "node:timers/promises";
import { insertEvents } from "@patientcare/zoom-db";
import { createZoomClient, type MeetingEvent } from "@patientcare/zoom-sdk";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { aDoctor } from "../rpc/meeting-in.ts";
import { aBooking } from "../support/a-booking.ts";
import { rowOf } from "../support/event-ids.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, unhurried } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { anEvent } from "./an-event.ts";
import { openBalancer } from "./open-balancer.ts";
import { startReplica } from "./start-replica.ts";

const meetings = sizeOf({ everyday: 24, full: 2_000 });

async function idsInOrder({ server }: OpenApp): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from meeting_events order by xid, id`.execute(
    server.deps.db,
  );
  return rows.map(({ id }) => id);
}

test(`a subscriber whose connection breaks at random over two replicas sees every event of ${meetings} meetings once, in order`, async () => {
  const app = await startApp(unhurried);
  const replica = await startReplica(app);
  const balancer = await openBalancer([app.url, replica.url]);
  const subscriber = createZoomClient({ baseUrl: balancer.url, token: () => tokenFor(people.service) });
  const service = await app.as("service");
  const before = new Set(await idsInOrder(app));
  const seen: MeetingEvent[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const event of subscriber.lifecycle.events({}, { signal: stop.signal })) seen.push(event);
  })();
  // The first connection decides where "from now on" begins.
  await eventually(async () => {
    const { rows } = await sql`select from access_log where action = 'lifecycle.events'`.execute(
      app.server.deps.db,
    );
    expect(rows).toHaveLength(1);
  });
  const { id: firstMeeting } = await service.meetings.create(aBooking({ hostEmail: aDoctor(), waitMs: 0 }));
  await eventually(() => expect(seen).not.toEqual([]));

  let busy = true;
  const breaking = (async () => {
    while (busy) {
      // No wait for anything: connections break at random moments.
      await sleep(50 + Math.random() * 400);
      balancer.cut();
    }
  })();
  const book = async () => {
    const { id: meetingId } = await service.meetings.create(aBooking({ hostEmail: aDoctor(), waitMs: 0 }));
    await service.meetings.update({ meetingId, topic: "Moved" });
    if (Math.random() < 0.5) await service.meetings.cancel({ meetingId });
  };
  for (let made = 0; made < meetings; made += 4) await Promise.all([book(), book(), book(), book()]);
  await eventually(async () => {
    const { rows } = await sql`select from zoom_meetings where status = 'pending'`.execute(
      app.server.deps.db,
    );
    expect(rows).toEqual([]);
  }, 600_000);
  busy = false;
  await breaking;
  // What comes before it has come by then, and nothing comes twice.
  const last = anEvent(firstMeeting);
  await insertEvents(app.server.deps.db, [last]);
  const expected = (await idsInOrder(app)).filter((id) => !before.has(id));
  expect(expected.length).toBeGreaterThan(2 * meetings);
  await eventually(() => expect(seen.map(rowOf)).toContain(last.id));
  stop.abort();
  await following;
  expect(seen.map(rowOf)).toEqual(expected);
}, 1_200_000);

test("when a replica stops, its subscribers end cleanly and go on at another, without loss", async () => {
  const app = await startApp(unhurried);
  const leaving = await startReplica(app);
  const balancer = await openBalancer([leaving.url]);
  const subscriber = createZoomClient({ baseUrl: balancer.url, token: await tokenFor(people.service) });
  const service = await app.as("service");
  const seen: MeetingEvent[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const event of subscriber.lifecycle.events({}, { signal: stop.signal })) seen.push(event);
  })();
  await eventually(async () => {
    const { rows } = await sql`select from access_log where action = 'lifecycle.events'`.execute(
      app.server.deps.db,
    );
    expect(rows).toHaveLength(1);
  });
  const { id: first } = await service.meetings.create(aBooking({ hostEmail: aDoctor() }));
  await eventually(() => expect(seen).toHaveLength(2));
  balancer.upstreams = [app.url];
  const [{ id: second }] = await Promise.all([
    service.meetings.create(aBooking({ hostEmail: aDoctor() })),
    leaving.stop(),
  ]);
  await eventually(() => expect(seen).toHaveLength(4));
  stop.abort();
  await following;
  expect(seen.map(({ meetingId, type }) => [meetingId, type])).toEqual([
    [first, "created"],
    [first, "scheduled"],
    [second, "created"],
    [second, "scheduled"],
  ]);
});
