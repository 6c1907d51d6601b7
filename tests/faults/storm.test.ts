import { createDatabase, migrateToLatest } from "@patientcare/zoom-db";
import { startOwnedCluster } from "@patientcare/zoom-embedded-postgres/start-cluster.ts";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { createEncryption } from "@patientcare/zoom-server/encryption.ts";
import { checkStatistics } from "@patientcare/zoom-server/operations/stats/check-statistics.ts";
import { statsOverview } from "@patientcare/zoom-server/operations/stats/get-overview.ts";
import { createMetrics } from "@patientcare/zoom-server/telemetry/metrics.ts";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { databaseUrl } from "../support/database-url.ts";
import { eventually } from "../support/eventually.ts";
import { sizeOf } from "../support/size.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { withAdmin } from "../support/with-admin.ts";
import { randomOf } from "./random-of.ts";
import { deliveriesOf } from "./storm/deliveries-of.ts";
import { differences, endsIn } from "./storm/ends-in.ts";
import { expectedEnd } from "./storm/expected-end.ts";
import { followAtRandom } from "./storm/follow-at-random.ts";
import { noZoom } from "./storm/no-zoom.ts";
import { openReplicas } from "./storm/open-replicas.ts";
import { raiseStorm } from "./storm/raise-storm.ts";
import { runUndisturbed } from "./storm/run-undisturbed.ts";
import { seedVisits } from "./storm/seed-visits.ts";
import { sendAsZoom } from "./storm/send-as-zoom.ts";
import { stormSeed, stormVisits } from "./storm/size.ts";

const visitCount = stormVisits ?? sizeOf({ everyday: 40, full: 12_000 });
const kills = sizeOf({ everyday: 2, full: 20 });
const restarts = sizeOf({ everyday: 1, full: 5 });
const replicaCount = 3;
const mostPerSecond = 500;
// The work lasts as long as the faults do, so that each meets it.
const secondsForEachKill = sizeOf({ everyday: 2.5, full: 4 });
const patienceMs = sizeOf({ everyday: 120_000, full: 3_600_000 });

test(
  `through ${kills} kills of replicas and ${restarts} restarts of PostgreSQL no delivery of ${visitCount} visits is lost, none has an effect twice, and a subscriber sees each event once`,
  async () => {
    const seed = stormSeed ?? Math.floor(Math.random() * 2 ** 31);
    const random = randomOf(seed);
    const begun = performance.now();
    const say = (words: string) => {
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
      process.stdout.write(`storm ${seed}, ${seconds} s: ${words}\n`);
    };
    const cluster = await startOwnedCluster("patientcare-storm-", { max_connections: "200" });
    onTestFinished(cluster.remove);
    const admin = (statement: string) => withAdmin(cluster.url, (client) => client.query(statement));
    const [url, quietUrl] = [databaseUrl(cluster.url, "storm"), databaseUrl(cluster.url, "quiet")];
    const environment = testEnvironment(url, noZoom);
    const { encryptionKeys, indexKeys } = readConfig(environment);
    const encryption = createEncryption(encryptionKeys, indexKeys);

    await admin("create database storm");
    const seeding = createDatabase(url, { maxConnections: 1 });
    await migrateToLatest(seeding);
    const visits = await seedVisits(seeding, environment, { count: visitCount, random });
    await seeding.destroy();
    await admin("create database quiet template storm");
    const { inOrder, asSent } = deliveriesOf(visits, random);
    say(`${asSent.length} deliveries, ${inOrder.length} of them different`);

    const db = createDatabase(url, { maxConnections: 2 });
    onTestFinished(() => db.destroy());
    await using replicas = await openReplicas(replicaCount, environment);
    say(`${replicaCount} replicas stand`);
    const following = await followAtRandom(db, { replicas, replicaCount, random });
    onTestFinished(() => following.stop());
    const perSecond = Math.min(mostPerSecond, asSent.length / (kills * secondsForEachKill));
    const sender = sendAsZoom(asSent, { nextUrl: replicas.nextUrl, perSecond });
    const { sent } = sender;
    const progress = () => sent.accepted.length / asSent.length;
    await Promise.all([
      sender.done,
      raiseStorm({ replicas, replicaCount, cluster, kills, restarts, random, progress, say }),
    ]);
    say(`${sent.tries} tries, ${sent.accepted.length} accepted, ${sent.late} of them later than Zoom tries`);
    expect(sent.refused).toEqual([]);
    expect(sent.lost).toEqual([]);

    await eventually(async () => {
      const waiting = db.selectFrom("webhook_deliveries").select("id").where("state", "=", "received");
      expect(await waiting.limit(1).execute()).toEqual([]);
    }, patienceMs);
    const kept = await db.selectFrom("webhook_deliveries").select(["body_hash", "state"]).execute();
    const hashOf = (body: string) => encryption.keyedHash("delivery-body", body).toString("hex");
    expect(kept.map(({ body_hash }) => body_hash.toString("hex")).sort()).toEqual(
      [...new Set(sent.accepted.map(hashOf))].sort(),
    );
    expect(kept.filter(({ state }) => state !== "applied" && state !== "stored")).toEqual([]);

    say("the inbox is worked off");
    const ends = await endsIn(db, visits);
    const byHand = new Map(visits.map((visit) => [visit.meetingId, expectedEnd(visit)]));
    expect(differences(ends, byHand)).toEqual([]);
    const quiet = await runUndisturbed({ ...environment, DATABASE_URL: quietUrl }, visits, inOrder);
    expect(differences(ends, quiet)).toEqual([]);

    say("as in a quiet world");
    await eventually(async () => {
      expect(await db.selectFrom("statistics_marks").select("id").limit(1).execute()).toEqual([]);
    }, patienceMs);
    expect(await checkStatistics({ db })).toEqual([]);
    const { totalMeetings } = await statsOverview(
      { db, metrics: createMetrics() },
      { role: "auditor", sub: "storm", email: null },
      {},
    );
    expect(totalMeetings).toBe(visits.length);

    say("statistics equal a recount");
    const { rows } = await sql<{ id: string }>`select id from meeting_events order by xid, id`.execute(db);
    await eventually(() => expect(following.seen.length).toBeGreaterThanOrEqual(rows.length), 60_000);
    await following.stop();
    expect(following.seen).toEqual(rows.map(({ id }) => id));
    say(`${rows.length} events over ${following.connections} connections`);
  },
  patienceMs * 2,
);
