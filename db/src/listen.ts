import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { applySession, type SessionTimes } from "./session.ts";

export interface ListenOptions {
  channel: string;
  /** A notification came on the channel. */
  onNotify: () => void;
  /** A connection is open, the first or a later one: notifications in between are lost. */
  onConnected: () => void;
}

export interface Listening {
  stop(): Promise<void>;
}

const pauseMs = 1_000;
const connectTimeoutMs = 5_000;
const times: SessionTimes = { statementTimeoutMs: 5_000, lockTimeoutMs: 5_000, idleInTransactionMs: 5_000 };

/** Listens to a channel on a connection of its own, and reconnects when it breaks. */
export function listenTo(url: string, { channel, onNotify, onConnected }: ListenOptions): Listening {
  const stopping = new AbortController();
  let current: pg.Client | undefined;

  const listen = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: "patientcare-zoom-feed",
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
    });
    current = client;
    const ended = new Promise<void>((resolve) => client.once("end", resolve));
    client.on("error", () => {});
    client.on("notification", onNotify);
    try {
      await client.connect();
      await applySession(client, times, connectTimeoutMs);
      await client.query(`listen ${channel}`);
      if (stopping.signal.aborted) return;
      onConnected();
      await ended;
    } finally {
      await client.end().catch(() => {});
    }
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await listen().catch(() => {});
      await sleep(pauseMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await current?.end().catch(() => {});
      await running;
    },
  };
}
