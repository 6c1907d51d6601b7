import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openProxy } from "../http/open-proxy.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { aDelivery, deliver, ofAccount, signed } from "../webhooks/deliver.ts";
import { aHost } from "./a-host.ts";

// The join of a meeting with its appointment and people: the widest statement of the service.
const withPeople = 'inner join "appointments" as "a" on "a"."id" = "m"."appointment_id"';

test("a create reads the meeting with its people at most twice, however long Zoom takes", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  // Without a worker, all that is sent belongs to the request.
  const app = await startApp({ DATABASE_URL: proxy.url, ROLE: "web" });
  const { booking, fault } = aHost(app);
  const service = await app.as("service");
  await service.meetings.create(aHost(app).booking());
  await fault("POST", { kind: "delay", delayMs: 1_000 });
  const before = proxy.countSent(withPeople);
  expect(await service.meetings.create(booking())).toMatchObject({ status: "scheduled" });
  const reads = proxy.countSent(withPeople) - before;
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThanOrEqual(2);
});

test("while another process holds the lease, a request polls with a narrow statement, and goes on as soon as the lease is free", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const app = await startApp({ DATABASE_URL: proxy.url, ROLE: "web" });
  const { db } = app.server.deps;
  const { booking, alive } = aHost(app);
  const service = await app.as("service");
  const { id } = await service.meetings.create(booking());
  await sql`update zoom_meetings set lease_until = clock_timestamp() + interval '1 minute' where id = ${id}`.execute(
    db,
  );
  const before = proxy.countSent(withPeople);
  const cancelling = service.meetings.cancel({ meetingId: id });
  const narrow = 'as "reconciled"';
  await eventually(() => expect(proxy.countSent(narrow)).toBeGreaterThan(5));
  await sql`update zoom_meetings set lease_until = null where id = ${id}`.execute(db);
  // Long before the five seconds that a change may wait.
  await expect(Promise.race([cancelling, sleep(3_000, "still waiting")])).resolves.toMatchObject({
    status: "cancelled",
  });
  expect(await alive()).toEqual([]);
  // Locked with its people, read for the first answer, and read for the last one.
  expect(proxy.countSent(withPeople) - before).toBeLessThanOrEqual(3);
});

test("a lone delivery is claimed once: no worker looks for it in vain", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const app = await startApp({ DATABASE_URL: proxy.url });
  const { db } = app.server.deps;
  const isStored = async (account: string) => {
    const body = aDelivery(ofAccount(account));
    expect((await deliver(app.url, body, signed(body))).status).toBe(200);
    await eventually(async () => {
      const rows = db.selectFrom("webhook_deliveries").select("state").where("account_id", "=", account);
      expect((await rows.executeTakeFirst())?.state).toBe("stored");
    });
  };
  await isStored("the first");
  const claims = () => proxy.countSent("\0claim_waiting_deliveries\0");
  const [before, began] = [claims(), performance.now()];
  for (let number = 0; number < 10; number += 1) await isStored(`number ${number}`);
  // Besides, the inbox is looked at twice a second in any case.
  const regular = Math.ceil((performance.now() - began) / 500) + 1;
  expect(claims() - before).toBeLessThanOrEqual(10 + regular);
});
