import { expect, test } from "vitest";
import { callRaw } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { type Person, people, tokenFor } from "../support/tokens.ts";
import { type OpenStream, openStream } from "./open-stream.ts";

test.each([
  ["a person", people.staff, people.auditor, 5],
  ["a service", people.service, { role: "service", sub: "billing" }, 100],
] satisfies [string, Person, Person, number][])(
  "%s may have so many streams at a time; the refusal says how many, and one that ends makes place",
  async (_, caller, other, limit) => {
    const app = await startApp({ ROLE: "web" });
    const token = await tokenFor(caller);
    const another = await tokenFor(caller, { jti: "another token of the same caller" });
    const open: OpenStream[] = [];
    for (let opened = 0; opened < limit; opened++) open.push(await openStream(app.url, token));
    expect(new Set(open.map(({ response }) => response.status))).toEqual(new Set([200]));

    const refused = await callRaw(app.url, "lifecycle.events", { token: another, input: {} });
    expect(refused.status).toBe(429);
    expect(refused.error).toMatchObject({
      message: expect.stringContaining(`${limit} at a time`),
      data: { reason: "RATE_LIMITED", limit, retryAfterSeconds: expect.any(Number) },
    });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await openStream(app.url, await tokenFor(other))).response.status).toBe(200);

    open[0]?.close();
    await eventually(async () => expect((await openStream(app.url, token)).response.status).toBe(200));
  },
);

test("a look at a stream's headers, and a refused stream, take no place", async () => {
  const app = await startApp({ ROLE: "web" });
  const token = await tokenFor(people.doctor);
  const headers = { authorization: `Bearer ${token}` };
  const input = encodeURIComponent(JSON.stringify({ json: {} }));
  for (let looked = 0; looked < 12; looked++) {
    const head = await fetch(`${app.url}/trpc/lifecycle.events?input=${input}`, { method: "HEAD", headers });
    expect(head.status).toBe(200);
    expect(head.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const wrong = { token, input: { lastEventId: "x" } };
    expect((await callRaw(app.url, "lifecycle.events", wrong)).status).toBe(400);
  }
  await eventually(async () => expect((await openStream(app.url, token)).response.status).toBe(200));
});
