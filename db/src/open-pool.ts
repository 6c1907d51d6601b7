import pg from "pg";
import { PreparingClient } from "./preparing-client.ts";
import { applySession, type SessionTimes } from "./session.ts";

/** The part of a pool that the queries need. */
export type SessionPool = Pick<pg.Pool, "options" | "end"> & { connect(): Promise<pg.PoolClient> };

type PoolSettings = pg.PoolConfig & { connectionTimeoutMillis: number };

// As long as the database stays read-only, its connections are not replaced more often than this.
const minAgeMs = 1_000;

/**
 * A pool of connections with our session settings. A connection that finds the database read-only may lead to the server of
 * before a failover, or may have kept a setting that was taken back: it and all older ones are replaced at their next use.
 */
export function openPool(settings: PoolSettings, times: SessionTimes): SessionPool {
  const pool = new pg.Pool({
    ...settings,
    Client: PreparingClient,
    keepAlive: true,
    onConnect: (client) => applySession(client, times, settings.connectionTimeoutMillis),
  });
  const openedAt = new WeakMap<pg.ClientBase, number>();
  let outdatedBefore = 0;
  // A connection that breaks fails its query, or is replaced at the next one; without listeners (the pool's own is off
  // while a connection is in use) it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
    openedAt.set(client, performance.now());
    if (!(client instanceof PreparingClient)) return;
    client.onReadOnly = () => {
      outdatedBefore = performance.now() - minAgeMs;
    };
  });
  return {
    options: pool.options,
    async connect() {
      for (;;) {
        const client = await pool.connect();
        if ((openedAt.get(client) ?? 0) >= outdatedBefore) return client;
        client.release(true);
      }
    },
    end: () => pool.end(),
  };
}
