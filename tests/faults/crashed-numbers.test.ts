import { createDatabase, insertEvents } from "@patientcare/zoom-db";
import { startOwnedCluster } from "@patientcare/zoom-embedded-postgres/start-cluster.ts";
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

/** Waits until the service has read the feed once more, from now on. */
const nextReadOfFeed = (url: string) =>
  withAdmin(url, async (client) => {
    const { rows: now } = await client.query("select clock_timestamp() as at");
    await eventually(async () => {
      const { rows: reads } = await client.query(
        `select from pg_stat_activity where pid <> pg_backend_pid() and query_start > $1 and state = 'idle'
          and query like '%pg_current_snapshot%' and query like '%from meeting_events%'`,
        [now[0]?.at],
      );
      expect(reads).not.toEqual([]);
    });
  });

test("events whose transaction numbers were given out before, and forgotten in a crash of PostgreSQL, are told", async () => {
  // A rolled back transaction is written down later: a crash before that gives its number out again.
  const cluster = await startOwnedCluster("patientcare-numbers-", { wal_writer_delay: "10s" });
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
  // The service reads on past them meanwhile.
  await nextReadOfFeed(cluster.url);
  await cluster.restartAtOnce();
  expect(await nextNumber()).toBeLessThan(given);

  await eventually(() => insertEvents(db, [anEvent(visit.meetingId)]));
  expect(await standing.have(2)).toHaveLength(2);
}, 90_000);
