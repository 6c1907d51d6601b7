import type { Kysely } from "kysely";
import { newDb } from "pg-mem";
import { beforeEach, expect, test } from "vitest";
import type { Database } from "../../schema.ts";
import { deleteRevokedCaller, insertRevokedCaller, readRevokedCallers } from "./revoked-callers.ts";

const memory = newDb();
memory.public.none(`create table revoked_callers (
  kind text, value text, revoked_at timestamptz default now(), primary key (kind, value))`);
const empty = memory.backup();
const db: Kysely<Database> = memory.adapters.createKysely();

beforeEach(() => empty.restore());

const caller = { kind: "sub", value: "appointments" } as const;

test("a caller is revoked once, and another kind of the same word is another one", async () => {
  expect(await insertRevokedCaller(db, caller)).toBe(true);
  expect(await insertRevokedCaller(db, caller)).toBe(false);
  expect(await insertRevokedCaller(db, { ...caller, kind: "jti" })).toBe(true);
  expect((await readRevokedCallers(db)).map(({ kind }) => kind).toSorted()).toEqual(["jti", "sub"]);
});

test("only a caller that is revoked can be restored", async () => {
  expect(await deleteRevokedCaller(db, caller)).toBe(false);
  await insertRevokedCaller(db, caller);
  expect(await deleteRevokedCaller(db, { ...caller, kind: "jti" })).toBe(false);
  expect(await deleteRevokedCaller(db, caller)).toBe(true);
  expect(await readRevokedCallers(db)).toEqual([]);
});
