import { randomBytes } from "node:crypto";
import { deploymentKeyColumns, replaceValues } from "@patientcare/zoom-db";
import { createEncryption } from "@patientcare/zoom-server/encryption.ts";
import { expect, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { aDoctor } from "../rpc/meeting-in.ts";
import { aBooking } from "../support/a-booking.ts";
import { unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { startApp } from "../support/start-app.ts";
import { testKey } from "../support/test-key.ts";

test("a row under a key that is missing spoils its own answer and no page, and readiness and status name the key", async () => {
  const app = await startApp(unhurried);
  const service = await app.as("service");
  const book = (participantName: string) =>
    service.meetings.create({
      ...aBooking({
        hostEmail: aDoctor(),
        participantName,
        participantEmail: `${participantName}@home.example`,
      }),
      waitMs: 0,
    });
  const [first, spoilt, last] = [await book("Ada"), await book("Ben"), await book("Cyd")];
  const { db } = app.server.deps;
  const { keyId, wrapped } = createEncryption(
    [{ id: "k9", secret: randomBytes(32) }],
    [randomBytes(32)],
  ).newPersonKey();
  await db
    .updateTable("person_keys")
    .set({ wrapped, key_id: keyId })
    .where("person_id", "in", (query) =>
      query
        .selectFrom("participants")
        .select("person_id")
        .where("meeting_id", "=", spoilt.id)
        .where("kind", "=", "patient"),
    )
    .execute();
  await db
    .updateTable("zoom_meetings")
    .set({ topic: `${keyId}.${randomBytes(40).toString("base64url")}` as never })
    .where("id", "=", spoilt.id)
    .execute();

  expect((await refusalOf(service.meetings.get({ meetingId: spoilt.id })))?.reason).toBe("INTERNAL_ERROR");
  const { items } = await service.meetings.list({});
  const named = new Map(items.map(({ id, topic, participantName }) => [id, { topic, participantName }]));
  expect(named.get(first.id)).toEqual({ topic: "Follow-up", participantName: "Ada" });
  expect(named.get(last.id)).toEqual({ topic: "Follow-up", participantName: "Cyd" });
  expect(named.get(spoilt.id)).toEqual({ topic: "(not readable)", participantName: null });

  await expect
    .poll(async () => Object(await (await fetch(`${app.opsUrl}/readyz`)).json()).checks.keys, {
      timeout: 5_000,
    })
    .toMatchObject({ ok: true, says: expect.stringContaining('under "k9": put it back') });
  const env = {
    DATABASE_URL: app.databaseUrl,
    DATA_ENCRYPTION_KEYS: `k1:${testKey(1)}`,
    DATA_INDEX_KEY: testKey(2),
  };
  const status = await runScript("scripts/keys.ts", ["status"], { env }).ended;
  expect(status).toMatchObject({ code: 1, stdout: expect.stringContaining("k9 IS MISSING: 1 values") });
});

test("a value that was changed since it was read is left as it is", async () => {
  const app = await startApp(unhurried);
  const { db, encryption } = app.server.deps;
  const service = await app.as("service");
  await service.meetings.create({ ...aBooking({ hostEmail: aDoctor() }), waitMs: 0 });
  const [place] = deploymentKeyColumns;
  const { key_id, wrapped } = await db
    .selectFrom("person_keys")
    .select(["key_id", "wrapped"])
    .limit(1)
    .executeTakeFirstOrThrow();
  if (!place || wrapped === null) throw new Error("There is no key");
  const change = { id: key_id, before: encryption.newPersonKey().wrapped, after: "k1.lost" };
  expect(await replaceValues(db, place, [change])).toBe(0);
  expect(await replaceValues(db, place, [{ ...change, before: wrapped, after: wrapped }])).toBe(1);
});
