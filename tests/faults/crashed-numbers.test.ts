import { createDatabase, insertEvents } from "@patientcare/zoom-db";
import { startTemporaryCluster } from "@patientcare/zoom-embedded-postgres/temporary-cluster.ts";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import type { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { anEvent } from "../events/an-event.ts";
import { openStream } from "../events/open-stream.ts";
import { eventually } from "../support/eventually.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { withAdmin } from "../support/with-admin.ts";
import { randomOf } from "./random-of.ts";
import { noZoom } from "./storm/no-zoom.ts";
import { seedVisits } from "./storm/seed-visits.ts";

const numbers = 500;

test("events whose transaction numbers were given out before, and forgotten in a crash of PostgreSQL, are told", async () => {
  // A rolled back transaction is written down later: a crash before that gives its number out again.
  const cluster = await startTemporaryCluster("patientcare-numbers-", { wal_writer_delay: "10s" });
  onTestFinished(cluster.remove);
  const environment = { ...testEnvironment(cluster.url, noZoom), ROLE: "web" };
  const server = await startServer(readConfig(environment));
  onTestFinished(() => server.stop());
  const db = createDatabase(cluster.url, { maxConnections: 1 });
  onTestFinished(() => db.destroy());
  const [visit] = await seedVisits(db, environment, { count: 1, random: randomOf(1) });
  if (!visit) throw new Error("There is no visit");
  const nextNumber = () =>
    withAdmin(cluster.url, async (client: Client) => {
      const { rows } = await client.query("select pg_snapshot_xmax(pg_current_snapshot())::text as xid");
      return Number(rows[0].xid);
    });
  await insertEvents(db, [anEvent(visit.meetingId)]);
  const token = await tokenFor(people.service);
  const standing = await openStream(server.url, token);
  await insertEvents(db, [anEvent(visit.meetingId)]);
  await standing.have(1);

  await withAdmin(cluster.url, (client) =>
    client.query("begin; select pg_current_xact_id(); rollback;".repeat(numbers)),
  );
  const given = await nextNumber();
  // Whoever follows looks past them meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await cluster.restartAtOnce();
  expect(await nextNumber()).toBeLessThan(given);

  await eventually(() => insertEvents(db, [anEvent(visit.meetingId)]));
  expect(await standing.have(2)).toHaveLength(2);
}, 90_000);
