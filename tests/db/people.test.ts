import { randomUUID } from "node:crypto";
import { findPersonByEmailHash, findPersonByExternalId, insertPerson } from "@patientcare/zoom-db";
import { expect, test } from "vitest";
import { anEmptyDatabase } from "./an-empty-database.ts";

const hash = Buffer.alloc(32, 7);
const aKey = () => ({ keyId: `@${randomUUID().replaceAll("-", "").slice(0, 22)}`, wrapped: "k1.wrapped" });

test("somebody is found by their id at the platform, and by their e-mail only where they have none", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const [withId, withoutId] = [randomUUID(), randomUUID()];
  expect(await insertPerson(db, { id: withId, external_id: "patient-1", email_hash: hash }, aKey())).toBe(
    true,
  );
  expect(await findPersonByEmailHash(db, [hash], null)).toBeUndefined();
  expect(await insertPerson(db, { id: withoutId, email_hash: hash }, aKey())).toBe(true);
  expect(await findPersonByEmailHash(db, [hash], null)).toMatchObject({ id: withoutId });
  expect(await findPersonByExternalId(db, "patient-1")).toMatchObject({ id: withId });
  expect(await findPersonByExternalId(db, "patient-2")).toBeUndefined();
});

test("of two who make the same person at once one does, and one key is left", async () => {
  await using database = await anEmptyDatabase();
  const { db } = database;
  const [first, second] = [aKey(), aKey()];
  const person = () => ({ id: randomUUID(), external_id: "patient-1", email_hash: hash });
  expect(await insertPerson(db, person(), first)).toBe(true);
  expect(await insertPerson(db, person(), second)).toBe(false);
  const keys = await db.selectFrom("person_keys").select("key_id").execute();
  expect(keys).toEqual([{ key_id: first.keyId }]);
  expect(await findPersonByExternalId(db, "patient-1")).toMatchObject({
    key: `${first.keyId}~${first.wrapped}`,
  });
});
