import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { openStream } from "../events/open-stream.ts";
import { startReplica } from "../events/start-replica.ts";
import { callRaw } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

const withinMs = 5_000;

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const access = async (...parameters: string[]) => {
  const { ended } = runScript("scripts/access.ts", parameters, { env: { DATABASE_URL: app.databaseUrl } });
  const { code, stdout } = await ended;
  return { code, stdout };
};

const statusOf = async (url: string, token: string) =>
  (await callRaw(url, "meetings.list", { token, input: {} })).status;

/** Waits until every replica answers with this status, and returns how long it took. */
async function allAnswer(urls: string[], token: string, status: number): Promise<number> {
  const began = Date.now();
  for (const url of urls) {
    await eventually(async () => {
      const answered = await statusOf(url, token);
      if (answered !== status) throw new Error(`It answers ${answered}`);
    });
  }
  return Date.now() - began;
}

test("a revoked sub is refused, and its streams end, within 5 seconds on every replica; restored it is accepted", async () => {
  const replica = await startReplica(app);
  const urls = [app.url, replica.url];
  const person = { ...people.staff, sub: `staff-${randomUUID()}` };
  const token = await tokenFor(person);
  const otherToken = await tokenFor(people.auditor);
  const streams = await Promise.all(urls.map((url) => openStream(url, token)));
  const others = await Promise.all(urls.map((url) => openStream(url, otherToken)));

  expect(await access("revoke", "--sub", person.sub)).toMatchObject({ code: 0 });
  const began = Date.now();
  await Promise.all(streams.map(({ ended }) => ended));
  expect(Date.now() - began).toBeLessThan(withinMs);
  expect(await allAnswer(urls, token, 401)).toBeLessThan(withinMs);
  expect(await statusOf(app.url, await tokenFor(person))).toBe(401);
  const rest = await fetch(`${app.url}/api/zoom/meetings/${randomUUID()}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(rest.status).toBe(401);
  for (const url of urls) expect(await statusOf(url, otherToken)).toBe(200);
  const ended = others.map(({ ended }) => ended.then(() => "ended"));
  expect(await Promise.race([...ended, Promise.resolve("open")])).toBe("open");

  expect(await access("restore", "--sub", person.sub)).toMatchObject({ code: 0 });
  expect(await allAnswer(urls, token, 200)).toBeLessThan(withinMs);
});

test("a revoked jti ends that token and its stream, and no other token of the same caller", async () => {
  const person = { ...people.staff, sub: `staff-${randomUUID()}` };
  const jti = randomUUID();
  const lost = await tokenFor(person, { jti });
  const kept = await tokenFor(person, { jti: randomUUID() });
  const stream = await openStream(app.url, lost);
  expect(await access("revoke", "--jti", jti)).toMatchObject({ code: 0 });
  await stream.ended;
  expect(await allAnswer([app.url], lost, 401)).toBeLessThan(withinMs);
  expect(await statusOf(app.url, kept)).toBe(200);
});

test("an e-mail address as sub does not lie in clear, and is restored by itself or as it is listed", async () => {
  const person = { ...people.staff, sub: "Canary@Home.example" };
  const token = await tokenFor(person);
  await access("revoke", "--sub", person.sub);
  await allAnswer([app.url], token, 401);
  const { stdout } = await access("list", "--json");
  expect(stdout.toLowerCase()).not.toContain("canary");
  const listed = JSON.parse(stdout.replace(/^Database .*\n/, "")).find(({ value }: { value: string }) =>
    value.startsWith("sha256:"),
  );
  expect(await access("restore", "--sub", listed.value)).toMatchObject({ code: 0 });
  await allAnswer([app.url], token, 200);
});
