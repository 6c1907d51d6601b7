import { createDatabase, isReadOnly, openCounterPool, requireWritable } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { withAdmin } from "../support/with-admin.ts";
import { aDatabaseWith, setForDatabase } from "./a-database-with.ts";

const otherSettings = {
  default_transaction_isolation: "'serializable'",
  timezone: "'Asia/Kolkata'",
  datestyle: "'German, DMY'",
  intervalstyle: "'iso_8601'",
  bytea_output: "'escape'",
  extra_float_digits: "-15",
  standard_conforming_strings: "off",
  array_nulls: "off",
  idle_session_timeout: "'1h'",
  statement_timeout: "'1h'",
  lock_timeout: "'1h'",
  idle_in_transaction_session_timeout: "'1h'",
};
const ours = {
  default_transaction_isolation: "read committed",
  timezone: "UTC",
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  bytea_output: "hex",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
  array_nulls: "on",
  idle_session_timeout: "0",
  default_transaction_read_only: "on",
  search_path: "clinic, public",
};
const names = [
  ...Object.keys(ours),
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
];
const text = `select ${names.map((name) => `current_setting('${name}') as ${name}`).join(", ")}`;

test("a session has our settings, whatever the database has; read-only and the search path stay as they are there", async () => {
  const url = await aDatabaseWith({
    ...otherSettings,
    search_path: "clinic, public",
    default_transaction_read_only: "on",
  });
  const db = createDatabase(url, { maxConnections: 1 });
  onTestFinished(() => db.destroy());
  const { rows } = await sql.raw(text).execute(db);
  expect(rows).toEqual([
    { ...ours, statement_timeout: "15s", lock_timeout: "5s", idle_in_transaction_session_timeout: "30s" },
  ]);
  const counters = openCounterPool(url);
  onTestFinished(() => counters.end());
  const short = "500ms";
  expect((await counters.query({ text })).rows).toEqual([
    { ...ours, statement_timeout: short, lock_timeout: short, idle_in_transaction_session_timeout: short },
  ]);
});

test("a limit of whole transactions, where the server knows one, does not end ours", async () => {
  const url = await aDatabaseWith({});
  const known = await withAdmin(url, (client) =>
    client.query("select from pg_settings where name = 'transaction_timeout'"),
  );
  const limited = known.rowCount === 0 ? url : await aDatabaseWith({ transaction_timeout: "100" });
  const db = createDatabase(limited, { maxConnections: 1 });
  onTestFinished(() => db.destroy());
  await db.transaction().execute((trx) => sql`select pg_sleep(0.3)`.execute(trx));
});

test("after one change that is refused as read-only, no connection of before is used again", async () => {
  const url = await aDatabaseWith({ default_transaction_read_only: "on" });
  const db = createDatabase(url, { maxConnections: 3 });
  onTestFinished(() => db.destroy());
  const change = () => requireWritable(db).then(() => "done", isReadOnly);
  const pause = sql`select pg_sleep(1.2)`;
  await Promise.all([pause.execute(db), pause.execute(db), pause.execute(db)]);
  await setForDatabase(url, { default_transaction_read_only: "off" });
  expect(await change()).toBe(true);
  expect(await Promise.all([change(), change(), change()])).toEqual(["done", "done", "done"]);
});
