import { createHash } from "node:crypto";
import { acquireKey, deleteKey, type Encrypted, selectKey, storeResult } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { anEmptyDatabase } from "./an-empty-database.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest();
const name = { key_hash: hashOf("key"), procedure: "meetings.create" };
const booking = { ...name, input_hash: hashOf("input") };
const kept = (text: string) => ({ result: text as Encrypted, meeting_id: null });

test("a run that was taken over neither writes over the newer one nor forgets it", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const first = await acquireKey(db, booking);
  if (!first) throw new Error("The key is not new");
  expect(await acquireKey(db, booking)).toBeUndefined();
  await sql`update idempotency_keys set lease_until = clock_timestamp() - interval '1 ms'`.execute(db);
  expect(await acquireKey(db, { ...name, input_hash: hashOf("other") })).toBeUndefined();
  const second = await acquireKey(db, booking);
  if (!second) throw new Error("The key was not taken over");

  await storeResult(db, first, kept("of the first"));
  await deleteKey(db, first);
  expect(await selectKey(db, name)).toMatchObject({ result: null, seconds_left: expect.any(Number) });
  await storeResult(db, second, kept("of the second"));
  await storeResult(db, first, kept("of the first"));
  await deleteKey(db, first);
  expect(await selectKey(db, name)).toMatchObject({ result: "of the second", seconds_left: null });
  await deleteKey(db, second);
  expect(await acquireKey(db, booking)).toBeUndefined();
});
