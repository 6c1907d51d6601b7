import { countRunningVisits, type Db, readGauges, readWebhookHealth } from "@patientcare/zoom-db";
import { Gauge, type Registry } from "prom-client";
import type { DatabaseState } from "./database-state.ts";
import { version } from "./version.ts";
import { healthKeys } from "./webhook-health-keys.ts";
import type { ZoomState } from "./zoom-state.ts";

const prefix = "patientcare_zoom_";
// Deliveries begin with the call: visits that began so long ago should have been heard of.
const heardOfWithinMinutes = 10;

interface Sources {
  db: Db;
  databaseState: Pick<DatabaseState, "isAvailable">;
  zoomState: ZoomState;
  /** In the order of ZOOM_WEBHOOK_SECRET: a label tells the place of a secret, never the secret. */
  secretKeys: readonly string[];
}

/** Registers what is read at each scrape: once from this process' memory, and in one go from the database for all gauges. */
export function exposeGauges(registry: Registry, sources: Sources): void {
  const registers = [registry];
  new Gauge({
    name: `${prefix}build_info`,
    help: "The version that runs",
    labelNames: ["version", "node"],
    registers,
  }).set({ version, node: process.version }, 1);
  exposeStates(registers, sources);
  exposeStored(registers, sources);
}

function exposeStates(registers: Registry[], { databaseState, zoomState }: Sources): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: prefix + name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("database_available", "1 while the database can be written, else 0", () =>
    databaseState.isAvailable() ? 1 : 0,
  );
  gauge("zoom_available", "0 while several calls to Zoom in a row got no answer, else 1", () =>
    zoomState.read().reachable ? 1 : 0,
  );
  gauge(
    "zoom_last_success_seconds",
    "Seconds since this process' last good call to Zoom; NaN: none yet",
    () => zoomState.read().secondsSinceSuccess ?? Number.NaN,
  );
  gauge("zoom_credentials_refused", "1 while Zoom refuses our credentials, else 0", () =>
    zoomState.read().credentialsRefused ? 1 : 0,
  );
  new Gauge({
    name: `${prefix}zoom_scopes_missing`,
    help: "1 for each endpoint of Zoom's that was refused because the app lacks a scope",
    labelNames: ["endpoint", "scopes"],
    registers,
    collect() {
      this.reset();
      for (const [endpoint, scopes] of zoomState.read().missingScopes)
        this.set({ endpoint, scopes: scopes.join(" or ") }, 1);
    },
  });
}

/** NaN, or no sample where there are labels: never, or not known since the database is away. */
function exposeStored(registers: Registry[], { db, secretKeys }: Sources): void {
  const reading = onceAtATime(() =>
    Promise.all([readGauges(db), readWebhookHealth(db), countRunningVisits(db, heardOfWithinMinutes)]).catch(
      () => null,
    ),
  );
  type Reading = NonNullable<Awaited<ReturnType<typeof reading>>>;
  const gauge = (name: string, help: string, valueIn: (read: Reading) => number | undefined) =>
    new Gauge({
      name: prefix + name,
      help,
      registers,
      async collect() {
        const read = await reading();
        this.set((read && valueIn(read)) ?? Number.NaN);
      },
    });
  const labelled = (
    name: string,
    help: string,
    label: string,
    valuesIn: (read: Reading) => Iterable<readonly [string, number | undefined]>,
  ) =>
    new Gauge({
      name: prefix + name,
      help,
      labelNames: [label],
      registers,
      async collect() {
        this.reset();
        const read = await reading();
        for (const [value, count] of read ? valuesIn(read) : [])
          this.set({ [label]: value }, count ?? Number.NaN);
      },
    });
  gauge("inbox_waiting", "Deliveries that are kept and not worked off yet", ([g]) => g.inboxWaiting);
  gauge("inbox_oldest_seconds", "Seconds since the oldest of them came", ([g]) => g.inboxOldestSeconds);
  gauge(
    "sync_oldest_due_seconds",
    "Seconds for which the reconciliation that is due longest has waited",
    ([g]) => g.syncOldestDueSeconds,
  );
  labelled("meetings", "Meetings that are not archived, by status", "status", ([g]) =>
    Object.entries(g.meetings),
  );
  labelled("attentions", "Visits that need somebody, by kind", "kind", ([g]) => Object.entries(g.attentions));
  gauge(
    "visits_running",
    `Visits that have run for ${heardOfWithinMinutes} minutes, of which Zoom should have delivered something`,
    ([, , running]) => running,
  );
  gauge(
    "webhook_last_delivery_seconds",
    "Seconds since a delivery of Zoom's was last kept",
    ([, health]) => health.get(healthKeys.delivery)?.secondsAgo,
  );
  gauge(
    "webhook_url_validation_seconds",
    "Seconds since Zoom last validated the webhook's address; it does every 72 hours",
    ([, health]) => health.get(healthKeys.validation)?.secondsAgo,
  );
  gauge(
    "webhook_refused_seconds",
    "Seconds since something that looks like Zoom's was refused for its signature",
    ([, health]) => health.get(healthKeys.refused)?.secondsAgo,
  );
  labelled(
    "webhook_success_seconds",
    "Seconds since a signature last held, by the place of the secret in ZOOM_WEBHOOK_SECRET",
    "secret",
    ([, health]) => secretKeys.map((key, index) => [String(index + 1), health.get(key)?.secondsAgo] as const),
  );
}

/** Callers that come while a reading runs share it. */
function onceAtATime<Read>(read: () => Promise<Read>): () => Promise<Read> {
  let running: Promise<Read> | undefined;
  return () => {
    running ??= read().finally(() => {
      running = undefined;
    });
    return running;
  };
}
