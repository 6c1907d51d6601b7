import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, MeetingRow } from "../../schema.ts";

export type NewVerdict = Pick<MeetingRow, "id" | "status" | "outcome" | "settle_at"> & {
  /** The host is free from now on. */
  freesHost: boolean;
};

/** Writes how visits stand. */
export async function saveVerdicts(
  trx: Transaction<Database>,
  verdicts: readonly NewVerdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  await sql`update zoom_meetings m
    set status = v.status, outcome = v.outcome, settle_at = v.settle_at, updated_at = clock_timestamp(),
      busy = case when v.frees_host then null else m.busy end
    from unnest(${verdicts.map(({ id }) => id)}::uuid[], ${verdicts.map(({ status }) => status)}::text[],
      ${verdicts.map(({ outcome }) => outcome)}::text[], ${verdicts.map(({ settle_at }) => settle_at)}::timestamptz[],
      ${verdicts.map(({ freesHost }) => freesHost)}::boolean[]) as v (id, status, outcome, settle_at, frees_host)
    where m.id = v.id`.execute(trx);
}

/** Meetings whose status the clock may change now, soonest first. */
export async function meetingsToSettle(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("zoom_meetings")
    .select("id")
    .where("settle_at", "<=", sql<Date>`clock_timestamp()`)
    .orderBy("settle_at")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}
