import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { unhurried } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { startApp } from "../support/start-app.ts";
import { testKey } from "../support/test-key.ts";
import { aCancelledPatient } from "./a-cancelled-patient.ts";

const kills = sizeOf({ everyday: 4, full: 20 });

test("an erasure that is killed anywhere has happened or has not, and ends when it is run again", {
  timeout: 300_000,
}, async () => {
  const app = await startApp(unhurried);
  const env = {
    DATABASE_URL: app.databaseUrl,
    DATA_ENCRYPTION_KEYS: `k1:${testKey(1)}`,
    DATA_INDEX_KEY: testKey(2),
  };
  const erase = (id: string) => runScript("scripts/patient.ts", ["erase", id, "--yes"], { env });
  const staff = await app.as("staff");
  const first = await aCancelledPatient(app);
  const began = performance.now();
  const receipt = await erase(first.externalId).ended;
  expect(receipt).toMatchObject({ code: 0, stderr: "" });
  expect(receipt.stdout).toMatch(/^Erased, with one visit: [\s\S]*What stays, and why:/m);
  expect(receipt.stdout).not.toContain(first.externalId);
  const wholeMs = performance.now() - began;

  const seen = new Set<string | null>();
  for (let point = 0; point < kills; point += 1) {
    const { externalId, name, meetingId } = await aCancelledPatient(app);
    const running = erase(externalId);
    await sleep((wholeMs * (point + 1)) / kills);
    running.child.kill("SIGKILL");
    await running.ended;
    const { participantName, topic } = await staff.meetings.get({ meetingId });
    expect([name, null]).toContain(participantName);
    expect(topic).toBe(participantName === null ? "Online visit" : "Follow-up");
    seen.add(participantName === null ? "erased" : "whole");
    expect(await erase(externalId).ended).toMatchObject({ code: 0 });
    expect(await staff.meetings.get({ meetingId })).toMatchObject({
      participantName: null,
      topic: "Online visit",
    });
  }
  expect(seen.has("whole")).toBe(true);
});

test("without --yes nothing is erased, and an id that nobody has is said to be unknown", async () => {
  const app = await startApp(unhurried);
  const env = {
    DATABASE_URL: app.databaseUrl,
    DATA_ENCRYPTION_KEYS: `k1:${testKey(1)}`,
    DATA_INDEX_KEY: testKey(2),
  };
  const { externalId, name, meetingId } = await aCancelledPatient(app);
  const asked = await runScript("scripts/patient.ts", ["erase", externalId], { env }).ended;
  expect(asked).toMatchObject({ code: 1, stdout: expect.stringContaining("Nothing was done") });
  const unknown = await runScript("scripts/patient.ts", ["erase", "nobody", "--yes"], { env }).ended;
  expect(unknown).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("no patient is known by this id"),
  });
  const staff = await app.as("staff");
  expect((await staff.meetings.get({ meetingId })).participantName).toBe(name);
});
