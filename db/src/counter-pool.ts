import type pg from "pg";
import { openPool } from "./open-pool.ts";

/** Connections for counting callers. */
export interface CounterPool {
  query(statement: { name?: string; text: string; values?: unknown[] }): Promise<pg.QueryResult>;
  end(): Promise<void>;
}

const answerWithinMs = 500;

/**
 * A few connections of their own with short times, so that counting neither waits for other work nor holds up a call
 * for long when the database is away or slow.
 */
export function openCounterPool(url: string): CounterPool {
  const pool = openPool(
    {
      connectionString: url,
      max: 4,
      application_name: "patientcare-zoom-limits",
      // Beside the server's own limit: a network that swallows packets answers nothing at all.
      query_timeout: answerWithinMs,
      connectionTimeoutMillis: answerWithinMs,
    },
    {
      statementTimeoutMs: answerWithinMs,
      lockTimeoutMs: answerWithinMs,
      idleInTransactionMs: answerWithinMs,
    },
  );
  return {
    async query(statement) {
      const client = await pool.connect();
      try {
        return await client.query(statement);
      } finally {
        client.release();
      }
    },
    end: pool.end,
  };
}
