import type { Kysely } from "kysely";
import { newDb } from "pg-mem";
import { beforeEach, expect, test } from "vitest";
import type { Database } from "../../schema.ts";
import { findPersonByEmailHash, findPersonByExternalId } from "./people.ts";

const memory = newDb();
memory.public.none(
  "create table persons (id text primary key, external_id text, email_hash text, name_hash text, name text)",
);
const empty = memory.backup();
const db: Kysely<Database> = memory.adapters.createKysely();
const hash = "hash-of-an-e-mail" as unknown as Buffer;

beforeEach(() => empty.restore());

const insert = (id: string, externalId: string | null) =>
  memory.public.none(
    `insert into persons values ('${id}', ${externalId === null ? "null" : `'${externalId}'`}, '${hash}', null, null)`,
  );

test("somebody with an id at the platform is not found by their e-mail", async () => {
  insert("with-id", "patient-1");
  expect(await findPersonByEmailHash(db, hash, null)).toBeUndefined();
  insert("without-id", null);
  expect(await findPersonByEmailHash(db, hash, null)).toMatchObject({ id: "without-id" });
});

test("somebody is found by their id at the platform, and by no other", async () => {
  insert("one", "patient-1");
  expect(await findPersonByExternalId(db, "patient-1")).toMatchObject({ id: "one" });
  expect(await findPersonByExternalId(db, "patient-2")).toBeUndefined();
});
