import { migrateDatabase } from "@patientcare/zoom-server/migrate-database.ts";
import { cutAccesses } from "@patientcare/zoom-server/operations/access/cut-accesses.ts";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { aChainedLog, type ChainedLog } from "./a-chained-log.ts";

/** As if everything that is chained had been written, chained and signed so many days earlier. */
const makeOlder = ({ db, signAgain }: ChainedLog, days: number) =>
  db.transaction().execute(async (trx) => {
    const age = sql`make_interval(days => ${days})`;
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql`update access_chain set newest_at = newest_at - ${age}`.execute(trx);
    await signAgain(trx, days);
  });

const cut = async ({ db, lines }: ChainedLog) => {
  const log = Object({ info: (fields: object) => void lines.push(fields) });
  await cutAccesses({ db, log, isDraining: () => false });
};

const numbersOf = async ({ db }: ChainedLog) => {
  const { rows } = await sql<{ first: number; last: number }>`
    select min(first_number) as first, max(last_number) as last from access_chain`.execute(db);
  const log = await sql<{ rows: number }>`select count(*)::integer as rows from access_log`.execute(db);
  return { ...rows[0], rows: log.rows[0]?.rows };
};

test("rows older than ACCESS_LOG_DAYS leave the log up to a signed head, and the rest is proven as before", async () => {
  await using log = await aChainedLog();
  await migrateDatabase(log.db, { ownerUrl: null, accessLogDays: 30 });
  await log.add(12);
  await makeOlder(log, 31);
  await log.add(5);
  await log.add(4);
  await cut(log);
  expect(await numbersOf(log)).toEqual({ first: 13, last: 21, rows: 9 });
  expect(log.lines.filter(({ event }) => event === "access-log-cut")).toEqual([
    { event: "access-log-cut", count: 12 },
  ]);
  expect(await log.problems(log.db, [], 30)).toEqual([]);
  await cut(log);
  expect(await numbersOf(log)).toEqual({ first: 13, last: 21, rows: 9 });
  await log.add(3);
  expect(await log.problems(log.db, [], 30)).toEqual([]);
});

test("a log that was cut earlier than that, or without its head, is not as it was written", async () => {
  await using log = await aChainedLog();
  await log.add(12);
  await log.add(5);
  const cutBy = async (...statements: string[]) =>
    log.db
      .transaction()
      .execute(async (trx) => {
        await sql`set local session_replication_role = replica`.execute(trx);
        for (const statement of statements) await sql.raw(statement).execute(trx);
        throw await log.problems(trx, [], 30);
      })
      .catch((problems: string[]) => problems);
  const rows = "delete from access_log where xid <= (select to_xid from access_chain order by 1 limit 1)";
  const link = "delete from access_chain where first_number = 1";
  expect(await cutBy(rows, link)).toEqual([
    expect.stringMatching(
      /^The rows up to 12 were cut off at a head of .*, which is younger than ACCESS_LOG_DAYS/,
    ),
  ]);
  expect(await cutBy(rows, link, "delete from access_heads where number = 12")).toEqual([
    "The log begins at row 13, and no signed head stands for those before.",
    expect.stringContaining("was changed"),
  ]);
});

test("after a restore into another cluster the chain goes on, whatever the transaction numbers are", async () => {
  await using log = await aChainedLog();
  await log.add(6);
  // As if the rows had come with a dump, from a cluster that had made more transactions than this one.
  await log.addOfAnotherCluster(4);
  expect(await log.chain({ epoch: "second" })).toBe(4);
  expect(await numbersOf(log)).toMatchObject({ first: 1, last: 10, rows: 10 });
  await log.add(5, { epoch: "second" });
  expect(await numbersOf(log)).toMatchObject({ first: 1, last: 15, rows: 15 });
  expect(await log.problems()).toEqual([]);
});
