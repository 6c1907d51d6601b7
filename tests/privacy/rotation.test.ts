import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@patientcare/zoom-db";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import type { Encryption } from "@patientcare/zoom-server/encryption.ts";
import { type RunningServer, startServer } from "@patientcare/zoom-server/server.ts";
import { expect, onTestFinished, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { clientOf } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { testKey } from "../support/test-key.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";

const keys = [1, 2, 3, 4].map((number) => `k${number}:${testKey(number + 10)}`);
/** This key first, the others behind it. */
const withFirst = (place: number) => [keys[place], ...keys.filter((_, other) => other !== place)].join(",");
const strangers = 10_000;
const visits = 12;

test("three rotations under load, each killed once on its way, leave no read without its answer", {
  timeout: 300_000,
}, async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const zoom = await startTestSandbox();
  onTestFinished(zoom.close);
  const environment = testEnvironment(database.url, zoom);
  const aReplica = (first: number) =>
    startServer(readConfig({ ...environment, DATA_ENCRYPTION_KEYS: withFirst(first) }));
  let server = await aReplica(0);
  onTestFinished(() => server.stop());
  const service = () => clientOf(server.url, "service");
  await insertStrangers(server.deps.db, server.deps.encryption);
  const bookings = await Promise.all(
    Array.from({ length: visits }, async (_, number) => {
      const booking = aBooking({
        hostEmail: `${randomUUID()}@clinic.example`,
        startTime: minutesFromNow(60),
        participantName: `Patient ${number}`,
        participantEmail: `patient-${number}@home.example`,
      });
      return (await service()).meetings.create({ ...booking, waitMs: 0 });
    }),
  );

  const load = readAgainAndAgain(async () => {
    for (const [number, { id }] of bookings.entries()) {
      const meeting = await (await service()).meetings.get({ meetingId: id });
      expect(meeting).toMatchObject({ participantName: `Patient ${number}`, topic: "Follow-up" });
      await (await service()).links.get({ meetingId: id, role: "participant" });
    }
    expect((await (await service()).meetings.list({})).items).toHaveLength(visits);
  });
  for (const next of [1, 2, 3]) {
    const before: RunningServer = server;
    server = await aReplica(next);
    // Calls that are about to go there arrive first.
    await sleep(500);
    await before.stop();
    const env = {
      DATABASE_URL: database.url,
      DATA_ENCRYPTION_KEYS: withFirst(next),
      DATA_INDEX_KEY: testKey(2),
    };
    const rotate = () => runScript("scripts/keys.ts", ["rotate"], { env });
    const killed = rotate();
    await halfway(server.deps.db, next + 1);
    killed.child.kill("SIGKILL");
    expect((await killed.ended).code).toBeNull();
    expect(await wrappedUnder(server.deps.db, next + 1)).toBeLessThan(strangers);
    const rotated = await rotate().ended;
    expect(rotated).toMatchObject({ code: 0, stderr: "" });
    expect(rotated.stdout).toMatch(new RegExp(`Nothing is under .*k${next}`));
    expect(await wrappedUnder(server.deps.db, next + 1)).toBeGreaterThan(strangers);
    const status = await runScript("scripts/keys.ts", ["status"], { env }).ended;
    expect(status).toMatchObject({ code: 0 });
    expect(status.stdout).toMatch(new RegExp(`^k${next + 1} \\(encrypts\\): [1-9]`, "m"));
    expect(status.stdout.match(/: 0 values/g)).toHaveLength(keys.length - 1);
  }
  const { rounds, failures } = await load.end();
  expect(failures).toEqual([]);
  expect(rounds).toBeGreaterThan(5);
});

async function insertStrangers(db: Db, encryption: Encryption): Promise<void> {
  const rows = Array.from({ length: strangers }, () => ({ id: randomUUID(), ...encryption.newPersonKey() }));
  for (let from = 0; from < rows.length; from += 1_000) {
    const some = rows.slice(from, from + 1_000);
    await db
      .insertInto("persons")
      .values(some.map(({ id }) => ({ id })))
      .execute();
    await db
      .insertInto("person_keys")
      .values(some.map(({ id, keyId, wrapped }) => ({ person_id: id, key_id: keyId, wrapped })))
      .execute();
  }
}

async function wrappedUnder(db: Db, number: number): Promise<number> {
  const { count } = await db
    .selectFrom("person_keys")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("wrapped", "like", `k${number}.%`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function halfway(db: Db, number: number): Promise<void> {
  while ((await wrappedUnder(db, number)) < 100) await sleep(2);
}

function readAgainAndAgain(read: () => Promise<void>) {
  const failures: unknown[] = [];
  let rounds = 0;
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      await read().catch((error) => failures.push(error));
      rounds += 1;
    }
  })();
  return {
    async end() {
      isOver = true;
      await running;
      return { rounds, failures };
    },
  };
}
