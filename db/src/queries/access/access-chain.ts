import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import { executePrepared } from "../../prepared.ts";
import type { AccessChainRow, AccessHeadRow, Database } from "../../schema.ts";

/** A row of the access log as the chain sees it. */
export interface LoggedAccess {
  id: string;
  xid: string;
  at: Date;
  /** The text under its seal. */
  sealed: string;
  seal: Buffer | null;
  /** The whole row as text: equal rows, equal texts. */
  content: string;
}

// As operations/access/seal-access.ts writes it.
const sealedText = `
  concat_ws(chr(31), l.id, l.action, l.decision, l.hands_over::text, coalesce('+' || l.reason, '-'),
    coalesce('+' || l.actor_role, '-'),
    coalesce('+' || coalesce(l.appointment_id::text, l.meeting_id::text, array_to_string(l.meeting_ids, ',')), '-'),
    coalesce('+' || l.participant_id, '-'), coalesce('+' || l.link_id, '-'), coalesce('+' || l.request_id, '-'),
    coalesce('+' || l.device, '-'), coalesce('+' || l.actor, '-'))`;

// The columns are named: one that a later version adds must not change the texts of earlier rows.
const contentText = `
  jsonb_build_array(l.id, l.clinic_id, extract(epoch from l.at)::text, l.xid::text, l.action, l.decision, l.reason, l.actor,
    l.actor_role, l.meeting_id, l.meeting_ids, l.appointment_id, l.persons, l.hands_over, l.participant_id, l.link_id,
    l.request_id, l.device, encode(l.seal, 'hex'))::text`;

const loggedColumns = `l.id, l.xid::text, l.at, ${sealedText} as sealed, l.seal, ${contentText} as content`;

const nextSql = `
  select ${loggedColumns} from access_log l
  where (l.xid, l.id) > ($1::xid8, $2::uuid) and l.at >= $3::timestamptz and l.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by l.xid, l.id limit $4::integer`;

const dueSql = `
  with last as (select * from access_chain order by last_number desc limit 1),
    signed as (select number, signed_at from access_heads order by number desc limit 1)
  select exists (
      select from access_log l
      where (l.xid, l.id) > (coalesce((select to_xid from last), '0'::xid8),
          coalesce((select to_id from last), '00000000-0000-0000-0000-000000000000'::uuid))
        and l.xid < pg_snapshot_xmin(pg_current_snapshot())
        and l.at >= coalesce((select epoch_at from last), '-infinity'))
    or coalesce((select epoch from last) <> (select epoch from feed_epoch), false)
    or (select last_number from last) > coalesce((select number from signed), 0)
      and coalesce((select signed_at from signed) <= clock_timestamp() - make_interval(secs => $1::float8), true) as due`;

/** Whether rows wait for the chain, or its head for a signature; one look-up, since there is mostly nothing to do. */
export async function isChainDue(db: Db, signEverySeconds: number): Promise<boolean> {
  const { rows } = await executePrepared<{ due: boolean }>(db, {
    name: "is_chain_due",
    text: dueSql,
    values: [signEverySeconds],
  });
  return rows[0]?.due ?? false;
}

/** True in the one transaction that may lengthen or cut the chain now. */
export async function lockAccessChain(trx: Db): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('access_chain')) as locked`.execute(trx);
  return rows[0]?.locked ?? false;
}

/** The chain's last link, without its entries; undefined before the first. */
export const lastChainLink = (db: Db): Promise<Omit<AccessChainRow, "entries"> | undefined> =>
  db
    .selectFrom("access_chain")
    .select(["first_number", "last_number", "to_xid", "to_id", "newest_at", "epoch", "epoch_at", "hash"])
    .orderBy("last_number", "desc")
    .limit(1)
    .executeTakeFirst();

/** The committed rows behind a position, oldest first; none can come to lie among them any more. */
export async function nextAccesses(
  db: Db,
  { to_xid, to_id, epoch_at }: Pick<AccessChainRow, "to_xid" | "to_id" | "epoch_at">,
  limit: number,
): Promise<LoggedAccess[]> {
  const values = [to_xid, to_id, epoch_at, limit];
  return (await executePrepared<LoggedAccess>(db, { name: "next_accesses", text: nextSql, values })).rows;
}

/**
 * The rows that came along with a restore and are in no link yet, and those written since: transaction numbers of another
 * cluster say nothing about their order. Writers wait until the transaction ends; the chain goes on behind `edge` and `now`.
 */
export async function accessesOfRestore(
  trx: Transaction<Database>,
  chained: Pick<AccessChainRow, "newest_at">,
): Promise<{ rows: LoggedAccess[]; edge: string; now: Date }> {
  await sql`select hold_access_log()`.execute(trx);
  const { rows } = await sql<LoggedAccess>`
    select ${sql.raw(loggedColumns)} from access_log l
    where l.at >= ${chained.newest_at}::timestamptz - interval '1 hour' and l.id not in (
      select encode(substring(c.entries from 49 * place + 1 for 16), 'hex')::uuid
      from access_chain c, generate_series(0, (c.last_number - c.first_number)::integer) place
      where c.newest_at >= ${chained.newest_at}::timestamptz - interval '1 hour')
    order by l.at, l.id`.execute(trx);
  const { edge, now } = await trx
    .selectNoFrom([
      sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`.as("edge"),
      sql<Date>`clock_timestamp()`.as("now"),
    ])
    .executeTakeFirstOrThrow();
  return { rows, edge, now };
}

export async function insertChainLink(db: Db, link: AccessChainRow): Promise<void> {
  await db.insertInto("access_chain").values(link).execute();
}

export const lastAccessHead = (db: Db): Promise<AccessHeadRow | undefined> =>
  db.selectFrom("access_heads").selectAll().orderBy("number", "desc").limit(1).executeTakeFirst();

/** The signed heads, oldest first. */
export const accessHeads = (db: Db): Promise<AccessHeadRow[]> =>
  db.selectFrom("access_heads").selectAll().orderBy("number").execute();

export async function insertAccessHead(db: Db, head: AccessHeadRow): Promise<void> {
  await db.insertInto("access_heads").values(head).execute();
}

/** The links of the chain behind a number, oldest first. */
export const chainLinksAfter = (db: Db, number: number, limit: number): Promise<AccessChainRow[]> =>
  db
    .selectFrom("access_chain")
    .selectAll()
    .where("first_number", ">", number)
    .orderBy("first_number")
    .limit(limit)
    .execute();

/** Rows of the log by their ids. */
export async function accessesById(db: Db, ids: readonly string[]): Promise<Map<string, LoggedAccess>> {
  const { rows } = await sql<LoggedAccess>`
    select ${sql.raw(loggedColumns)} from access_log l where l.id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The rows that are in no link of the chain; `isNew` where the next link will take them. */
export async function unchainedAccesses(
  db: Db,
  { to_xid, to_id, epoch_at }: Pick<AccessChainRow, "to_xid" | "to_id" | "epoch_at">,
): Promise<(LoggedAccess & { isNew: boolean })[]> {
  const { rows } = await sql<LoggedAccess & { isNew: boolean }>`
    select ${sql.raw(loggedColumns)},
      (l.xid, l.id) > (${to_xid}::xid8, ${to_id}::uuid) and l.at >= ${epoch_at}::timestamptz as "isNew"
    from access_log l
    where l.id not in (
      select encode(substring(c.entries from 49 * place + 1 for 16), 'hex')::uuid
      from access_chain c, generate_series(0, (c.last_number - c.first_number)::integer) place)
    order by l.xid, l.id`.execute(db);
  return rows;
}

/** Cuts old rows off the log, up to a signed head, at most so many; returns how many. */
export async function cutAccessLog(db: Db, mostRows: number): Promise<number> {
  const { rows } = await sql<{ removed: number }>`select cut_access_log(${mostRows}) as removed`.execute(db);
  return rows[0]?.removed ?? 0;
}

/** The age from which rows may be cut off; only the owner of the tables may say it. */
export async function setAccessRetention(db: Db, days: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Of replicas that start together one replaces the function, and the others find it done.
    await sql`select pg_advisory_xact_lock(hashtext('access_log_days'))`.execute(trx);
    const { rows } = await sql<{ days: number }>`select access_log_days() as days`.execute(trx);
    if (rows[0]?.days === days) return;
    await sql`create or replace function access_log_days() returns integer language sql immutable
      as ${sql.lit(`select ${days}`)}`.execute(trx);
  });
}
