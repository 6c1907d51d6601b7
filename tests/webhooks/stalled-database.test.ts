import { createDatabase } from "@patientcare/zoom-db";
import { expect, onTestFinished, test } from "vitest";
import { openProxy } from "../http/open-proxy.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { sizeOf } from "../support/size.ts";
import { startProcess } from "../support/start-process.ts";
import { aDelivery, deliver, ofAccount, signed } from "./deliver.ts";

const atOnce = sizeOf({ full: 300, everyday: 50 });
const rounds = sizeOf({ full: 30, everyday: 2 });
// Thousands of deliveries of 8 KB, as they came and encrypted, are held at most.
const mostGrowthMb = 100;

const newBodies = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    aDelivery({
      ...ofAccount("stalled", { uuid: `${number}-${Math.random()}` }),
      filling: "z".repeat(8_000),
    }),
  );

test("while the database hangs every delivery is answered with 503 before Zoom gives up, in bounded memory", {
  timeout: 60_000 + rounds * 10_000,
}, async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const { url, opsUrl } = await startProcess({ DATABASE_URL: proxy.url, ROLE: "web", LOG_LEVEL: "info" });
  const send = async (bodies: readonly string[]) => {
    const answers = await Promise.all(bodies.map((body) => deliver(url, body, signed(body))));
    return new Set(await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()][0])));
  };
  const usedMb = async () => {
    const text = await (await fetch(`${opsUrl}/metrics`)).text();
    const bytes = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
    return (bytes("nodejs_heap_size_used_bytes") + bytes("nodejs_external_memory_bytes")) / 1024 ** 2;
  };

  expect(await send(newBodies(atOnce))).toEqual(new Set([200]));
  const before = await usedMb();
  proxy.stall();
  let bodies: string[] = [];
  for (let round = 0; round < rounds; round++) {
    bodies = newBodies(atOnce);
    expect(await send(bodies)).toEqual(new Set([503]));
  }
  expect((await usedMb()) - before).toBeLessThan(mostGrowthMb);

  proxy.release();
  await eventually(async () => expect(await send(bodies.slice(0, 1))).toEqual(new Set([200])));
  expect(await send(bodies)).toEqual(new Set([200]));
  const db = createDatabase(database.url, { maxConnections: 1 });
  const kept = await db.selectFrom("webhook_deliveries").select("body_hash").execute();
  await db.destroy();
  expect(kept.length).toBeGreaterThanOrEqual(2 * atOnce);
  expect(new Set(kept.map(({ body_hash }) => body_hash.toString("hex"))).size).toBe(kept.length);
});

test("connections that never answer again are given up, and new ones are made", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const { url } = await startProcess({ DATABASE_URL: proxy.url, ROLE: "web" });
  const send = async () => {
    const bodies = newBodies(8);
    return Promise.all(bodies.map(async (body) => (await deliver(url, body, signed(body))).status));
  };
  expect(new Set(await send())).toEqual(new Set([200]));
  proxy.stall();
  expect(new Set(await send())).toEqual(new Set([503]));
  proxy.admit();
  await eventually(async () => expect(new Set(await send())).toEqual(new Set([200])));
});
