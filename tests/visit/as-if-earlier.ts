import { randomUUID } from "node:crypto";
import { type AccessRow, type Db, redirectAction } from "@patientcare/zoom-db";
import { type RawBuilder, sql } from "kysely";
import { expect } from "vitest";
import { pass } from "../links/visit-a-link.ts";
import type { OpenApp } from "../support/open-app.ts";

/** Somebody goes on from a link, recorded as if at that moment; returns the cookie of their browser. */
export async function clickAt(
  app: OpenApp,
  meetingId: string,
  { url, at, cookie }: { url: string; at: Date; cookie?: string | undefined },
): Promise<string> {
  const { status, headers } = await pass(url, cookie === undefined ? {} : { cookie });
  expect(status).toBe(303);
  await backdateAccess(app, meetingId, redirectAction, at);
  return headers.getSetCookie()[0]?.split(";")[0] ?? cookie ?? "";
}

/** As if the newest access of this kind to a meeting had happened at that moment. */
export const backdateAccess = (app: OpenApp, meetingId: string, action: string, at: Date): Promise<void> =>
  rewrite(
    app,
    sql`update access_log set at = ${at} where id = (
      select id from access_log where meeting_id = ${meetingId} and action = ${action}
      order by xid desc, id desc limit 1)`,
  );

/** As if somebody had reached for something at the row's own time: the database stamps each row with the present. */
export const addEarlierAccess = (
  db: Db,
  ...rows: (Partial<AccessRow> & Pick<AccessRow, "action" | "decision" | "at">)[]
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await trx
      .insertInto("access_log")
      .values(rows.map((row) => ({ ...row, id: randomUUID() })))
      .execute();
  });

/** As if a visit had been booked so much earlier, for a slot so much earlier: its clock is due now. */
export async function asIfEarlier(app: OpenApp, meetingId: string, seconds: number): Promise<void> {
  const earlier = sql`make_interval(secs => ${seconds})`;
  await rewrite(
    app,
    sql`update meeting_events set occurred_at = occurred_at - ${earlier},
      data = case when data ? 'startTime'
        then data || jsonb_build_object('startTime', to_char(
          ((data ->> 'startTime')::timestamptz - ${earlier}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
        else data end
      where meeting_id = ${meetingId} and source <> 'zoom'`,
    sql`update zoom_meetings set start_time = start_time - ${earlier}, created_at = created_at - ${earlier},
      evaluate_at = clock_timestamp() where id = ${meetingId}`,
  );
}

/** The log and the history refuse every change; as a replica of another database, PostgreSQL runs no triggers. */
const rewrite = ({ server }: OpenApp, ...statements: RawBuilder<unknown>[]): Promise<void> =>
  server.deps.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    for (const statement of statements) await statement.execute(trx);
  });
