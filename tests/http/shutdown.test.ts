import { once } from "node:events";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openStream } from "../events/open-stream.ts";
import { aBooking } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { startProcess } from "../support/start-process.ts";
import { people, tokenFor } from "../support/tokens.ts";

test("SIGTERM lets the request in flight end, takes no other, and ends with exit code 0", async () => {
  const { url, databaseUrl, child, lines } = await startProcess({ ROLE: "web" });
  const service = await clientOf(url, "service");
  const { id: meetingId } = await service.meetings.create(aBooking());

  const blocker = new Client({ connectionString: databaseUrl });
  await blocker.connect();
  onTestFinished(() => blocker.end());
  await blocker.query("begin");
  await blocker.query("select from zoom_meetings where id = $1 for update", [meetingId]);
  const token = await tokenFor(people.service);
  const inFlight = callRaw(url, "links.revoke", { token, input: { meetingId, role: "host" } });
  await eventually(async () => {
    const { rows } = await blocker.query(
      "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rows[0].waiting).toBe(1);
  });

  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await eventually(async () => {
    await expect(fetch(`${url}/healthz`, { headers: { connection: "close" } })).rejects.toThrow();
  });
  await blocker.query("rollback");
  expect(await inFlight).toMatchObject({ status: 200, result: { revokedAt: expect.any(Date) } });
  expect(await exited).toEqual([0, null]);
  expect(lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
});

test("an idle service ends at once on SIGINT too", async () => {
  const { child, url } = await startProcess();
  await fetch(`${url}/healthz`);
  const exited = once(child, "exit");
  child.kill("SIGINT");
  expect(await exited).toEqual([0, null]);
});

test("a service whose events are followed ends every stream itself, and the subscribers know to go on elsewhere", async () => {
  const { child, url, lines } = await startProcess();
  const token = await tokenFor(people.service);
  const streams = [await openStream(url, token), await openStream(url, token)];
  await (await clientOf(url, "service")).meetings.create(aBooking());
  for (const stream of streams) await stream.have(2);
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  // Neither broken off nor told that there is no more.
  await Promise.all(streams.map(({ ended }) => ended));
  for (const { messages } of streams) expect(messages.map(({ event }) => event)).not.toContain("return");
  expect(await exited).toEqual([0, null]);
  expect(lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
});

test("a service that cannot start says why on standard error, without a value, and ends with exit code 1", async () => {
  const failed = startProcess({ PORT: "canary", DATA_INDEX_KEY: "canary", LOG_LEVEL: "info" });
  const message = await failed.then(
    () => "started",
    (error: Error) => error.message,
  );
  expect(message).toContain("exit code 1");
  expect(message).toContain("PORT must be a whole number");
  expect(message).toContain("DATA_INDEX_KEY");
  expect(message).not.toContain("canary");
});
