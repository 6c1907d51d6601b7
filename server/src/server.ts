import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import {
  createDatabase,
  currentFeedEpoch,
  type Db,
  hasForeignMarkers,
  migrateToLatest,
  noteWebhookHealth,
  openCounterPool,
  readMeetings,
  requireSessions,
} from "@patientcare/zoom-db";
import { createApp } from "./app.ts";
import { createAuthenticate } from "./auth/authenticate.ts";
import { batchCalls } from "./batch-calls.ts";
import type { Config } from "./config.ts";
import type { Deps } from "./deps.ts";
import { createEncryption } from "./encryption.ts";
import { createOpenStreams } from "./http/open-streams.ts";
import { createRateLimiter, type RateLimiter } from "./http/rate-limit/rate-limiter.ts";
import { createDeliveryStore } from "./operations/deliveries/store-deliveries.ts";
import { createEventFeed } from "./operations/events/feed/event-feed.ts";
import { checkZoomAccess } from "./operations/readiness/check-zoom-access.ts";
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

// Bytes that a reader does not take wait in memory up to this bound, and in the system; then the writer waits.
const heldBytes = 16 * 1024;
const drainMs = 10_000;
const maxRequestSyncs = 16;
const workerDrainMs = 5_000;
const readBatches = { maxInFlight: 2, maxItems: 100 };
// Zoom waits three seconds: what takes longer than this is answered with 503 and comes again.
const inboxConnections = {
  maxConnections: 3,
  statementTimeoutMs: 1_500,
  answerTimeoutMs: 2_000,
  connectTimeoutMs: 1_000,
  applicationName: "patientcare-zoom-inbox",
};

export interface RunningServer {
  port: number;
  url: string;
  deps: Deps;
  stop(): Promise<void>;
}

/** Starts the whole service: database, migrations, HTTP and worker, as the configuration says. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  const { databaseUrl } = config;
  await requireSessions(databaseUrl);
  const db = createDatabase(databaseUrl);
  const inboxDb = createDatabase(databaseUrl, inboxConnections);
  for (const name of await migrateToLatest(db)) log.info({ event: name }, "migrated");
  await requireOwnDeployment(db, config.deploymentId);
  // A database that was restored is found out before anything is done for its rows.
  await currentFeedEpoch(db);
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
  const encryption = createEncryption(config.encryptionKeys, config.indexKey);
  const webhookLastSeen = createWebhookLastSeen((notes) => noteWebhookHealth(db, notes));
  const secretKeys = config.zoom.webhookSecrets.map((secret) => secretKeyOf(encryption, secret));
  exposeGauges(metrics.registry, { db, databaseState, zoomState, secretKeys });

  const feed = createEventFeed(db, databaseUrl, databaseState);
  const streams = createOpenStreams();

  let worker: Worker | undefined;
  let draining = false;
  const deps: Deps = {
    config,
    publicUrl: config.publicUrl ?? "",
    db,
    readMeeting: batchCalls((readings) => readMeetings(db, readings), readBatches),
    encryption,
    zoom,
    syncNow: (meetingId) => requestSyncs.add(meetingId),
    wakeSync: (meetingId) => worker?.wakeSync(meetingId),
    feed,
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
  const http = await listen(deps, config, limiter);
  deps.publicUrl = config.publicUrl ?? `http://localhost:${http.port}`;
  if (works) worker = await startWorker(deps);
  log.info({ port: http.port, role: config.role }, "ready");
  void checkZoomAccess(deps);

  return {
    port: http.port,
    url: `http://localhost:${http.port}`,
    deps,
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
      databaseState.stop();
      await inboxDb.destroy();
      await db.destroy();
    },
  };
}

/** A copy of another deployment's database would change and delete that one's meetings at Zoom. @throws Error */
async function requireOwnDeployment(db: Db, deploymentId: string): Promise<void> {
  if (!(await hasForeignMarkers(db, deploymentId))) return;
  await db.destroy();
  throw new Error(
    `the database holds meetings of another deployment than DEPLOYMENT_ID "${deploymentId}"; set the DEPLOYMENT_ID that made them, or use a database of its own.`,
  );
}

interface Listening {
  port: number;
  drain(): Promise<void>;
}

function listen(deps: Deps, config: Config, limiter: RateLimiter): Promise<Listening> {
  const app = createApp(deps, createAuthenticate(config.auth), limiter);
  const { promise, resolve, reject } = Promise.withResolvers<Listening>();
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000, highWaterMark: heldBytes },
    takeDeliveries(deps, getRequestListener(app.fetch)),
  );
  server.listen(config.port, config.host, () => {
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? config.port) : config.port;
    resolve({ port, drain: () => drain(server) });
  });
  server.once("error", (error: NodeJS.ErrnoException) => {
    const busy = `Port ${config.port} is in use by another program. Stop it, or choose another with PORT.`;
    reject(error.code === "EADDRINUSE" ? new Error(busy) : error);
  });
  return promise;
}

/** Takes no new connection, lets the requests that run end, and cuts what is left at the deadline. */
async function drain(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
  await promise;
  clearInterval(idle);
  clearTimeout(deadline);
}
