import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import { noteChanges, notesOfRow, type RowChange } from "../../meeting-notes.ts";
import type { Database, MeetingRow } from "../../schema.ts";

export type NewEvaluation = Pick<
  MeetingRow,
  | "id"
  | "status"
  | "outcome"
  | "evidence_outcome"
  | "stated_outcome"
  | "disputed"
  | "somebody_waited"
  | "evaluate_at"
> & {
  /** The host is free from now on. */
  freesHost: boolean;
};

/** Writes how visits stand. */
export async function saveEvaluations(
  trx: Transaction<Database>,
  evaluations: readonly NewEvaluation[],
): Promise<void> {
  if (evaluations.length === 0) return;
  const all = <Column extends keyof NewEvaluation>(column: Column) =>
    evaluations.map((evaluation) => evaluation[column]);
  const { rows } = await sql<RowChange>`update zoom_meetings m
    set status = v.status, outcome = v.outcome, evidence_outcome = v.evidence_outcome,
      stated_outcome = v.stated_outcome, disputed = v.disputed, somebody_waited = v.somebody_waited, evaluate_at = v.evaluate_at, updated_at = clock_timestamp(),
      busy = case when v.frees_host then null else m.busy end
    from unnest(${all("id")}::uuid[], ${all("status")}::text[], ${all("outcome")}::text[],
      ${all("evidence_outcome")}::text[], ${all("stated_outcome")}::text[], ${all("disputed")}::boolean[],
      ${all("somebody_waited")}::boolean[], ${all("evaluate_at")}::timestamptz[],
      ${all("freesHost")}::boolean[])
      as v (id, status, outcome, evidence_outcome, stated_outcome, disputed, somebody_waited, evaluate_at, frees_host)
    join zoom_meetings before on before.id = v.id
    where m.id = v.id
    returning m.id, before.status as "from", m.status as "to", before.outcome as outcome_before, m.outcome`.execute(
    trx,
  );
  noteChanges(trx, rows.flatMap(notesOfRow));
}

/** Meetings whose status the clock may change now, soonest first. */
export async function meetingsToEvaluate(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("zoom_meetings")
    .select("id")
    .where("evaluate_at", "<=", sql<Date>`clock_timestamp()`)
    .orderBy("evaluate_at")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** The clock has nothing more to say about these meetings. */
export async function stopEvaluating(trx: Transaction<Database>, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable("zoom_meetings")
    .set({ evaluate_at: null })
    .where("id", "=", sql<string>`any(${ids}::uuid[])`)
    .where("evaluate_at", "is not", null)
    .execute();
}
