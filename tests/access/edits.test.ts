import type { Database } from "@patientcare/zoom-db";
import { readHead } from "@patientcare/zoom-server/domain/access/signed-head.ts";
import { sql, type Transaction } from "kysely";
import { expect, test } from "vitest";
import { randomOf } from "../faults/random-of.ts";
import { eventually } from "../support/eventually.ts";
import { aChainedLog, someRows } from "./a-chained-log.ts";

type Trx = Transaction<Database>;

const next = randomOf(15);
const below = (count: number): number => Math.floor(next() * count);
const pick = <Item>(items: readonly Item[]): Item => {
  const item = items[below(items.length)];
  if (item === undefined) throw new Error("There is nothing to pick from");
  return item;
};

const columns: Record<string, string[]> = {
  clinic_id: ["'another'"],
  at: ["at + interval '1 second'", "at - interval '1 microsecond'"],
  xid: ["(xid::text::bigint + 1)::text::xid8", "'3'"],
  action: ["action || 'x'", "''"],
  actor: ["'somebody'", "null"],
  actor_role: ["'admin'", "null"],
  meeting_id: ["gen_random_uuid()", "case when meeting_id is null then gen_random_uuid() end"],
  meeting_ids: ["array_append(meeting_ids, gen_random_uuid())", "array[gen_random_uuid()]"],
  appointment_id: ["gen_random_uuid()"],
  persons: ["'{}'", "array_append(persons, 'trainee')"],
  hands_over: ["not hands_over"],
  participant_id: ["gen_random_uuid()"],
  link_id: ["gen_random_uuid()"],
  request_id: ["request_id || '1'", "null"],
  device: ["'another'"],
  seal: ["null", "'\\x00'"],
};

const deleteOne = (trx: Trx, ids: string[]) =>
  sql`delete from access_log where id = ${pick(ids)}`.execute(trx);

/** The edits that the owner of the tables can make; each changes something. */
const edits: Record<string, (trx: Trx, ids: string[]) => Promise<unknown>> = {
  async change(trx, ids) {
    const column = pick(Object.keys(columns));
    const value = sql.raw(pick(columns[column] ?? []));
    const { numAffectedRows } = await sql`update access_log set ${sql.ref(column)} = ${value}
      where id = ${pick(ids)} and ${sql.ref(column)} is distinct from ${value}`.execute(trx);
    if (numAffectedRows === 0n) await deleteOne(trx, ids);
  },
  delete: deleteOne,
  insert: (trx, ids) =>
    sql`insert into access_log
      select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(),
        'at', ${sql.raw(pick(["l.at", "clock_timestamp()"]))},
        'xid', ${sql.raw(pick(["l.xid", "pg_current_xact_id()"]))}))).* from access_log l where l.id = ${pick(ids)}`.execute(
      trx,
    ),
  async swap(trx, ids) {
    const one = pick(ids);
    const other = pick(ids.filter((id) => id !== one));
    const between = "00000000-0000-4000-8000-ffffffffffff";
    await sql`update access_log set id = ${between} where id = ${one}`.execute(trx);
    await sql`update access_log set id = ${one} where id = ${other}`.execute(trx);
    await sql`update access_log set id = ${other} where id = ${between}`.execute(trx);
  },
  cutTail: (trx) =>
    sql`delete from access_log where id in (
      select id from access_log order by xid desc, id desc limit ${1 + below(10)})`.execute(trx),
  async cutTailAndChain(trx) {
    await sql`delete from access_log where xid > (select to_xid from access_chain order by last_number limit 1)`.execute(
      trx,
    );
    await sql`delete from access_chain where first_number > 1`.execute(trx);
  },
  async changeTheChain(trx) {
    const place = 49 * below(20) + below(49);
    await sql`update access_chain set entries = set_byte(entries, ${place}, 255 - get_byte(entries, ${place}))`.execute(
      trx,
    );
  },
  dropLink: (trx) => sql`delete from access_chain where first_number > 1`.execute(trx),
  forgeHead: (trx) => sql`update access_heads set signed_at = signed_at + interval '1 hour'`.execute(trx),
};

test("a log that nobody touched is proven to its end, in the order of its transactions", async () => {
  await using log = await aChainedLog();
  await log.add(30, { apart: true });
  await log.add(40);
  expect(await log.problems()).toEqual([]);
  const { rows } = await sql<{ first: number; last: number }>`
    select first_number as first, last_number as last from access_chain order by 1`.execute(log.db);
  expect(rows).toEqual([
    { first: 1, last: 30 },
    { first: 31, last: 70 },
  ]);
});

test("a thousand random edits by the owner of the tables are all found", { timeout: 300_000 }, async () => {
  await using log = await aChainedLog();
  await log.add(20, { apart: true });
  await log.add(20);
  const { rows } = await sql<{ id: string }>`select id from access_log`.execute(log.db);
  const ids = rows.map(({ id }) => id);
  const kinds = Object.keys(edits);
  const unfound: string[] = [];
  for (let turn = 0; turn < 1_000; turn++) {
    const kind = turn < 10 * kinds.length ? (kinds[turn % kinds.length] ?? "") : pick(kinds);
    await log.db
      .transaction()
      .execute(async (trx) => {
        await sql`set local session_replication_role = replica`.execute(trx);
        await edits[kind]?.(trx, ids);
        if ((await log.problems(trx)).length === 0) unfound.push(`${turn} ${kind}`);
        throw new Error("back");
      })
      .catch((error: Error) => {
        if (error.message !== "back") throw error;
      });
  }
  expect(unfound).toEqual([]);
  expect(await log.problems()).toEqual([]);
});

test("a log that was cut with its chain and its heads is found by a head that was kept elsewhere", async () => {
  await using log = await aChainedLog();
  await log.add(10);
  await log.add(10);
  const heads = log.lines.flatMap(({ head }) => (head ? (readHead(head) ?? []) : []));
  expect(heads.map(({ number }) => number)).toEqual([10, 20]);
  await log.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql`delete from access_log where xid > (select to_xid from access_chain order by last_number limit 1)`.execute(
      trx,
    );
    await sql`delete from access_chain where first_number > 10`.execute(trx);
    await sql`delete from access_heads where number > 10`.execute(trx);
  });
  expect(await log.problems()).toEqual([]);
  expect(await log.problems(log.db, heads)).toEqual([
    "The chain ends at row 10, and the signed head at row 20 says that there were more.",
  ]);
});

test("a row that was not written by the service is told when it is chained, and ever after", async () => {
  await using log = await aChainedLog();
  await log.add(3);
  const [row] = someRows(1);
  await sql`insert into access_log (id, action, decision) values (${row?.id}, 'links.get', 'allowed')`.execute(
    log.db,
  );
  expect(await log.problems()).toEqual([expect.stringContaining("was not written by this service")]);
  await eventually(async () => expect(await log.chain()).toBe(1));
  expect(log.lines.filter(({ event }) => event === "access-log-forged")).toHaveLength(1);
  await log.add(3);
  expect(await log.problems()).toEqual([`Row 4 (${row?.id}) was not written by this service.`]);
});
