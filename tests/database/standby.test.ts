import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase, currentFeedEpoch, migrateToLatest } from "@patientcare/zoom-db";
import { startOwnedCluster } from "@patientcare/zoom-embedded-postgres/start-cluster.ts";
import { expect, onTestFinished, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { aBooking } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { withAdmin } from "../support/with-admin.ts";

const quick = { fsync: "off", full_page_writes: "off" };

/** A PostgreSQL of its own that can become a standby, and be promoted again. Ends with the test. */
async function aServer() {
  const cluster = await startOwnedCluster("patientcare-standby-", quick);
  onTestFinished(cluster.remove);
  const ask = (text: string) => withAdmin(cluster.url, async (client) => (await client.query(text)).rows[0]);
  return {
    url: cluster.url,
    /** Begins again as a hot standby, as the old primary does after a failover. */
    async becomeStandby() {
      const { data_directory: folder } = await ask("show data_directory");
      await writeFile(join(folder, "standby.signal"), "");
      await cluster.restartAtOnce();
      expect(await ask("select pg_is_in_recovery() as standby")).toEqual({ standby: true });
    },
    promote: () => ask("select pg_promote()"),
    ask,
  };
}

const readiness = async (url: string) => (await fetch(`${url}/readyz`)).status;
const book = async (url: string) =>
  callRaw(url, "meetings.create", { token: await tokenFor(people.service), input: aBooking() });

test("a service whose database became a standby is not ready, and goes on when it is promoted", {
  timeout: 60_000,
}, async () => {
  const server = await aServer();
  const { url } = await startApp({ DATABASE_URL: server.url });
  await server.becomeStandby();
  await eventually(async () => expect((await book(url)).status).toBe(503));
  const answer = await book(url);
  expect([answer.error?.data.reason, answer.headers.get("retry-after")]).toEqual([
    "SERVICE_UNAVAILABLE",
    "2",
  ]);
  expect(await readiness(url)).toBe(503);
  expect((await callRaw(url, "stats.overview", { token: await tokenFor(people.service) })).status).toBe(200);
  await server.promote();
  await eventually(async () => expect(await readiness(url)).toBe(200));
  await eventually(async () => expect((await book(url)).status).toBe(200));
});

test("a service that starts on a standby waits there for its promotion, and then checks Zoom for what it may not know", {
  timeout: 60_000,
}, async () => {
  const server = await aServer();
  const db = createDatabase(server.url, { maxConnections: 1 });
  await migrateToLatest(db)
    .then(() => currentFeedEpoch(db))
    .finally(() => db.destroy());
  await server.becomeStandby();
  const { url } = await startApp({ DATABASE_URL: server.url });
  expect(await readiness(url)).toBe(503);
  expect((await book(url)).status).toBe(503);
  const { epoch } = await server.ask("select epoch from feed_epoch");
  await server.promote();
  await eventually(async () => expect(await readiness(url)).toBe(200));
  await eventually(async () => expect((await book(url)).status).toBe(200));
  await eventually(async () => {
    expect((await server.ask("select epoch from feed_epoch")).epoch).not.toBe(epoch);
  });
});

test("on a standby without our tables the service and the migration say why they end", {
  timeout: 60_000,
}, async () => {
  const server = await aServer();
  await server.becomeStandby();
  const env = testEnvironment(server.url, { apiUrl: "http://127.0.0.1:1", oauthUrl: "http://127.0.0.1:1" });
  for (const script of ["server/src/main.ts", "scripts/migrate.ts"]) {
    const { code, stderr } = await runScript(script, [], { env }).ended;
    expect({ script, code }).toEqual({ script, code: 1 });
    expect(stderr).toMatch(/read-only/);
  }
});
