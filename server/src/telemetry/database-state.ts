import { setInterval as every } from "node:timers";
import { type Db, isDatabaseUnavailable, requireWritable } from "@patientcare/zoom-db";
import { describeError, type Log, type LogFields } from "./log.ts";

const askEveryMs = 1_000;

/** Whether the database can be written; its absence is told once, and once that it is back, whatever fails meanwhile. */
export interface DatabaseState {
  isAvailable(): boolean;
  /** Notes a failure; true where it is the database's absence, of which nothing else need be told. */
  note(error: unknown): boolean;
  /** Logs an unexpected failure, unless it is the database's absence. */
  report(error: unknown, message: string, fields?: LogFields): void;
  stop(): void;
}

/** Asks the database by itself while it is away. */
export function createDatabaseState(db: Db, log: Log): DatabaseState {
  let since: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let asking = false;

  const ask = async () => {
    if (asking || since === null) return;
    asking = true;
    try {
      await requireWritable(db);
      const seconds = Math.round((performance.now() - since) / 1000);
      since = null;
      clearInterval(timer);
      log.info({ event: "database-available", seconds }, "The database is available again");
    } catch {
      // Still away: that was told.
    } finally {
      asking = false;
    }
  };
  const note = (error: unknown): boolean => {
    if (!isDatabaseUnavailable(error)) return false;
    if (since !== null) return true;
    since = performance.now();
    const { errorName, errorCode } = describeError(error);
    log.error(
      { event: "database-unavailable", errorName, errorCode },
      "The database cannot be reached or written: calls are answered with 503 until it can, and work waits. Check the server, DATABASE_URL and the network between",
    );
    timer = every(() => void ask(), askEveryMs).unref();
    return true;
  };
  return {
    isAvailable: () => since === null,
    note,
    report(error, message, fields = {}) {
      if (!note(error)) log.error({ ...fields, ...describeError(error) }, message);
    },
    stop: () => clearInterval(timer),
  };
}
