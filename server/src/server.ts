import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import {
  createDatabase,
  insertAccess,
  noteWebhookHealth,
  openCounterPool,
  readMeetings,
} from "@patientcare/zoom-db";
import { createApp } from "./app.ts";
import { createAuthenticate } from "./auth/authenticate.ts";
import { batchCalls } from "./batch-calls.ts";
import type { Config } from "./config.ts";
import type { Deps } from "./deps.ts";
import { createEncryption } from "./encryption.ts";
import { withCommonHeaders } from "./http/common-headers.ts";
import { requestsInTurns } from "./http/in-turns.ts";
import { listen } from "./http/listen.ts";
import { createOpenStreams } from "./http/open-streams.ts";
import { listenForOps, startLine } from "./http/ops.ts";
import { createRateLimiter } from "./http/rate-limit/rate-limiter.ts";
import { openDatabase } from "./open-database.ts";
import { followRevocations } from "./operations/access/follow-revocations.ts";
import { createDeliveryStore } from "./operations/deliveries/store-deliveries.ts";
import { createEventIds } from "./operations/events/event-ids.ts";
import { createEventFeed } from "./operations/events/feed/event-feed.ts";
import { checkReadiness } from "./operations/readiness/check-readiness.ts";
import { checkZoomAccess } from "./operations/readiness/check-zoom-access.ts";
import { createReadReadiness } from "./operations/readiness/read-readiness.ts";
import { syncMeeting } from "./operations/sync/sync-meeting.ts";
import { createTaskPool } from "./task-pool.ts";
import { createDatabaseState } from "./telemetry/database-state.ts";
import { exposeGauges } from "./telemetry/gauges.ts";
import { createLog } from "./telemetry/log.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { secretKeyOf } from "./telemetry/webhook-health-keys.ts";
import { createWebhookLastSeen } from "./telemetry/webhook-last-seen.ts";
import { createZoomState } from "./telemetry/zoom-state.ts";
import { takeDeliveries } from "./webhooks/take-deliveries.ts";
import { startWorker, type Worker } from "./worker.ts";
import { createZoomApi } from "./zoom/api.ts";

const maxRequestSyncs = 16;
const workerDrainMs = 5_000;
const readBatches = { maxInFlight: 2, maxItems: 100 };
const accessBatches = { maxInFlight: 2, maxItems: 100 };
// Zoom waits three seconds: what takes longer than this is answered with 503 and comes again.
const inboxConnections = {
  maxConnections: 3,
  statementTimeoutMs: 1_500,
  answerTimeoutMs: 2_000,
  connectTimeoutMs: 1_000,
  applicationName: "patientcare-zoom-inbox",
};

const countsAlone =
  "Calls are counted by this process alone: with more than one replica, set RATE_LIMIT_STORE=postgres";

export interface RunningServer {
  port: number;
  url: string;
  /** Where operators read metrics, version and the details of readiness. */
  opsUrl: string;
  deps: Deps;
  /** Says `draining` from now on, so that callers go elsewhere, and resolves after DRAIN_SECONDS; calls are answered. */
  announceEnd(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the whole service: database, migrations, HTTP and worker, as the configuration says. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  const { databaseUrl } = config;
  const db = await openDatabase(config, log);
  const inboxDb = createDatabase(databaseUrl, inboxConnections);
  const metrics = createMetrics();
  const databaseState = createDatabaseState(db, log);
  const zoomState = createZoomState(log);
  const zoom = createZoomApi({
    ...config.zoom,
    observe: (call) => {
      const { endpoint, outcome, durationMs, trackingId } = call;
      zoomState.note(call);
      metrics.zoomCallDuration.observe({ endpoint, outcome }, durationMs / 1000);
      log.debug({ endpoint, outcome, durationMs, trackingId }, "zoom call");
    },
  });
  const works = config.role !== "web";
  const encryption = createEncryption(config.encryptionKeys, config.indexKeys);
  const webhookLastSeen = createWebhookLastSeen((notes) => noteWebhookHealth(db, notes));
  const secretKeys = config.zoom.webhookSecrets.map((secret) => secretKeyOf(encryption, secret));
  exposeGauges(metrics.registry, { db, databaseState, zoomState, secretKeys });

  const feed = createEventFeed(db, databaseUrl, databaseState);
  const streams = createOpenStreams();
  const revocations = await followRevocations({ db, databaseState });

  let worker: Worker | undefined;
  let draining = false;
  const deps: Deps = {
    config,
    publicUrl: config.publicUrl ?? "",
    db,
    readMeeting: batchCalls((readings) => readMeetings(db, readings), readBatches),
    storeAccess: batchCalls(async (rows) => {
      await insertAccess(db, rows);
      return rows.map(() => undefined);
    }, accessBatches),
    encryption,
    zoom,
    syncNow: (meetingId) => requestSyncs.add(meetingId),
    wakeSync: (meetingId) => worker?.wakeSync(meetingId),
    feed,
    eventIds: createEventIds(encryption),
    streams,
    log,
    metrics,
    databaseState,
    zoomState,
    storeDelivery: createDeliveryStore(inboxDb, () => worker?.wakeInbox()),
    webhookLastSeen,
    isDraining: () => draining,
  };
  // A request runs its own reconciliation: it never waits for a place behind the scan's. A burst of requests is bounded.
  const requestSyncs = createTaskPool(
    maxRequestSyncs,
    (meetingId) => syncMeeting(deps, meetingId),
    (error) => databaseState.report(error, "A reconciliation failed; the scan tries it again"),
  );
  const counters = config.rateLimit.store === "postgres" ? openCounterPool(databaseUrl) : null;
  const limiter = createRateLimiter({ perMinute: config.rateLimit.perMinute, pool: counters, log });
  const readReadiness = createReadReadiness(() => checkReadiness(deps));
  const ops = await listenForOps(deps, readReadiness, config.ops);
  const authenticate = createAuthenticate(config.auth, { log, isRevoked: revocations.isRevoked });
  const app = createApp(deps, { authenticate, limiter, readReadiness });
  const http = await listen(
    takeDeliveries(deps, requestsInTurns(withCommonHeaders(getRequestListener(app.fetch)))),
    {
      port: config.port,
      host: config.host,
      variables: { port: "PORT", host: "HOST" },
    },
  );
  deps.publicUrl = config.publicUrl ?? `http://localhost:${http.port}`;
  if (works) worker = await startWorker(deps);
  log.info({ port: http.port, role: config.role }, startLine(config.ops, ops.port));
  if (config.production && config.rateLimit.store === "memory") log.info({}, countsAlone);
  void checkZoomAccess(deps);

  return {
    port: http.port,
    url: `http://localhost:${http.port}`,
    opsUrl: `http://localhost:${ops.port}`,
    deps,
    async announceEnd() {
      draining = true;
      log.info({}, "draining");
      await sleep(config.drainSeconds * 1000);
    },
    async stop() {
      log.info({}, "stopping");
      draining = true;
      feed.end();
      streams.end();
      await http.drain();
      // Work that is cut off here is found again by its lease: a hung call to Zoom must not delay the end.
      await Promise.race([
        Promise.all([worker?.stop(), requestSyncs.stop()]),
        sleep(workerDrainMs, undefined, { ref: false }),
      ]);
      await Promise.all([feed.stop(), webhookLastSeen.stop()]);
      await counters?.end();
      await ops.drain();
      revocations.stop();
      databaseState.stop();
      await inboxDb.destroy();
      await db.destroy();
    },
  };
}
