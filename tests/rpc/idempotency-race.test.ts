import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { startServerProcess } from "../faults/server-process.ts";
import { aBooking } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { unhurried } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";
import { people, tokenFor } from "../support/tokens.ts";

test("of twenty equal calls at once over two processes one is done; the others hear of it or are told to wait", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const zoom = await startTestSandbox();
  onTestFinished(() => zoom.close());
  const environment = { ...process.env, ...testEnvironment(database.url, zoom), ...unhurried };
  const start = () => startServerProcess(environment as Record<string, string>);
  const processes = await Promise.all([start(), start()]);
  onTestFinished(async () => {
    await Promise.all(processes.map((one) => one.kill()));
  });
  const token = await tokenFor(people.service);
  const headers = { "idempotency-key": randomUUID() };
  const input = aBooking();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      callRaw(processes[index % 2]?.url ?? "", "meetings.create", { token, headers, input }),
    ),
  );
  const done = answers.filter(({ status }) => status === 200);
  const waiting = answers.filter(({ error }) => error?.data.reason === "IDEMPOTENCY_CONFLICT");
  expect(done.length).toBeGreaterThanOrEqual(1);
  expect(done.length + waiting.length).toBe(20);
  for (const { result } of done) expect(result).toEqual(done[0]?.result);
  for (const { headers } of waiting) expect(headers.get("retry-after")).toMatch(/^[1-5]$/);
  for (const { url } of processes) {
    const again = await callRaw(url, "meetings.create", { token, headers, input });
    expect(again.result).toEqual(done[0]?.result);
  }
  expect(await zoom.control.journal()).toHaveLength(1);
});
