import { type Insertable, type SqlBool, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { AttendanceRow, Database } from "../../schema.ts";

// A statement takes 65 535 values.
const maxAtOnce = 2_000;

/** The columns of stays and waits that better facts change. */
const person = ["participant_id", "person_no", "seen_as", "recognised_by", "counts"] as const;
const computed = {
  attendances: [...person, "rivals", "joined_at", "left_at"],
  waits: [...person, "began_at", "ended_at"],
} as const satisfies { attendances: (keyof AttendanceRow)[]; waits: (keyof Database["waits"])[] };

/** Writes what is known of stays in rooms, as far as it is new. */
export async function saveAttendances(
  trx: Transaction<Database>,
  stays: readonly Insertable<Database["attendances"]>[],
): Promise<void> {
  for (const rows of batchesOf(stays)) {
    await trx
      .insertInto("attendances")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(["session_id", "stay_key"])
          .doUpdateSet(newerValues("attendances"))
          .where(isNewer("attendances")),
      )
      .execute();
  }
}

/** Writes what is known of waits outside rooms, as far as it is new. */
export async function saveWaits(
  trx: Transaction<Database>,
  waits: readonly Insertable<Database["waits"]>[],
): Promise<void> {
  for (const rows of batchesOf(waits)) {
    await trx
      .insertInto("waits")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(["meeting_id", "wait_key"])
          .doUpdateSet(newerValues("waits"))
          .where(isNewer("waits")),
      )
      .execute();
  }
}

const batchesOf = <Row>(rows: readonly Row[]): Row[][] =>
  Array.from({ length: Math.ceil(rows.length / maxAtOnce) }, (_, index) =>
    rows.slice(index * maxAtOnce, (index + 1) * maxAtOnce),
  );

const newerValues = (table: keyof typeof computed) =>
  Object.fromEntries(computed[table].map((column) => [column, sql.ref(`excluded.${column}`)]));

const isNewer = (table: keyof typeof computed) => {
  const columnsOf = (source: string) =>
    sql.join(computed[table].map((column) => sql.ref(`${source}.${column}`)));
  return sql<SqlBool>`(${columnsOf(table)}) is distinct from (${columnsOf("excluded")})`;
};

/** The stays in a meeting, wherever they lie. */
export const attendancesOf = (db: Db, meetingId: string): Promise<StoredStay[]> =>
  db
    .selectFrom("attendances")
    .select(stayColumns)
    .where("meeting_id", "=", meetingId)
    .unionAll(db.selectFrom("attendances_archive").select(stayColumns).where("meeting_id", "=", meetingId))
    .execute();

export type StoredStay = Pick<AttendanceRow, (typeof stayColumns)[number]>;

const stayColumns = ["session_id", "stay_key", ...computed.attendances] as const;
