import { sql } from "kysely";
import { expect } from "vitest";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";

/** Waits until no event is held back: a transaction in any database of the cluster does that. */
export const feedAtRest = ({ server }: OpenApp): Promise<void> =>
  eventually(async () => {
    const { rows } = await sql`select from meeting_events
      where xid >= pg_snapshot_xmin(pg_current_snapshot())`.execute(server.deps.db);
    expect(rows).toEqual([]);
  });
