import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { callRest } from "../rest/call-rest.ts";
import { aBooking } from "../support/a-booking.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { databaseUrl } from "../support/database-url.ts";
import { sizeOf } from "../support/size.ts";
import { startApp } from "../support/start-app.ts";
import { withAdmin } from "../support/with-admin.ts";
import { aDatabaseWith, setForDatabase } from "./a-database-with.ts";
import { oneVisit } from "./one-visit.ts";

const kinds: Record<string, Record<string, string>> = {
  "dates as in Germany": { datestyle: "'German, DMY'" },
  "dates as in SQL, with the month first": { datestyle: "'SQL, MDY'" },
  "dates as in old PostgreSQL": { datestyle: "'Postgres, DMY'" },
  "intervals as in SQL": { intervalstyle: "'sql_standard'" },
  "intervals as in ISO 8601": { intervalstyle: "'iso_8601'" },
  "another encoding of its clients": { client_encoding: "'LATIN1'" },
  "a time zone with half an hour": { timezone: "'Asia/Kolkata'" },
  "a time zone far in the east": { timezone: "'Pacific/Kiritimati'" },
  "bytes in escape form": { bytea_output: "'escape'" },
  "few digits of numbers": { extra_float_digits: "-15" },
  "backslashes as escapes": { standard_conforming_strings: "off" },
  "no nulls in arrays": { array_nulls: "off" },
  "repeatable read": { default_transaction_isolation: "'repeatable read'" },
  "serializable transactions": { default_transaction_isolation: "'serializable'" },
  "a short limit of statements": { statement_timeout: "50" },
  "a short limit of waiting for locks": { lock_timeout: "1" },
  "a short limit of idle sessions": { idle_session_timeout: "500", idle_in_transaction_session_timeout: "1" },
};

/** Each kind by itself, or as few databases as can have all of them: a setting has one value in each. */
const databases = sizeOf({ full: Object.entries(kinds), everyday: together(Object.entries(kinds)) });

function together(every: [string, Record<string, string>][]): typeof every {
  const groups: typeof every = [];
  for (const [name, settings] of every) {
    const group = groups.find(([, others]) => Object.keys(settings).every((setting) => !(setting in others)));
    if (!group) groups.push([name, { ...settings }]);
    else {
      group[0] += `, ${name}`;
      Object.assign(group[1], settings);
    }
  }
  return groups;
}

test.each(databases)("a database with %s works from booking to statistics", async (_, settings) => {
  const app = await startApp({ DATABASE_URL: await aDatabaseWith(settings) });
  await oneVisit(app);
});

test("a role with settings of its own works, too", async () => {
  const { url, drop } = await createTestDatabase();
  const role = `role_${randomUUID().replaceAll("-", "")}`;
  await withAdmin(url, async (client) => {
    await client.query(`create role ${role} superuser login password 'of-its-own'`);
    await client.query(`alter role ${role} set datestyle = 'SQL, DMY'`);
    await client.query(`alter role ${role} set timezone = 'America/St_Johns'`);
    await client.query(`alter role ${role} set default_transaction_isolation = 'serializable'`);
  });
  onTestFinished(async () => {
    await withAdmin(url, (client) => client.query(`drop role ${role}`));
    await drop();
  });
  const asRole = new URL(url);
  asRole.username = role;
  asRole.password = "of-its-own";
  const app = await startApp({ DATABASE_URL: asRole.href });
  await oneVisit(app);
});

test("the tables lie in the schema that the database's search path names", async () => {
  const { adminUrl } = inject("postgres");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const url = databaseUrl(adminUrl, name);
  await withAdmin(adminUrl, (client) => client.query(`create database ${name}`));
  onTestFinished(() =>
    withAdmin(adminUrl, async (client) => void (await client.query(`drop database ${name} with (force)`))),
  );
  await withAdmin(url, (client) => client.query("create schema clinic"));
  await setForDatabase(url, { search_path: "'clinic'" });
  await oneVisit(await startApp({ DATABASE_URL: url }));
  const { rows } = await withAdmin(url, (client) =>
    client.query("select distinct schemaname from pg_tables where tablename like 'zoom_%'"),
  );
  expect(rows).toEqual([{ schemaname: "clinic" }]);
});

test.each(["'repeatable read'", "'serializable'"])(
  "20 same creates at once, by default %s, make one meeting and are all answered with 201",
  async (isolation) => {
    const url = await aDatabaseWith({ default_transaction_isolation: isolation });
    const app = await startApp({ DATABASE_URL: url });
    const booking = aBooking();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => callRest(app, "service", "POST", "/meetings", booking)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    expect(await app.zoom.control.journal()).toHaveLength(1);
  },
);
