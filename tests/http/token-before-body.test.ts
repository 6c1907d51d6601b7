import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { openRaw, rawRequest } from "../webhooks/raw-connection.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
});
afterAll(() => app.close());

const withoutBody = [
  ["POST /trpc/meetings.create", { "Transfer-Encoding": "chunked" }],
  ["POST /trpc/meetings.create", { "Content-Length": "200000" }],
  ["POST /trpc/meetings.get,meetings.get?batch=1", { "Transfer-Encoding": "chunked" }],
  ["POST /api/zoom/meetings", { "Transfer-Encoding": "chunked" }],
  ["POST /api/zoom/meetings", { "Content-Length": "200000" }],
] as const;

test.each(withoutBody)("%s %o: who calls is judged before any of the body comes", async (start, headers) => {
  await using raw = await openRaw(app.url);
  const begun = performance.now();
  raw.write(rawRequest(headers, "", start));
  expect(await raw.status()).toBe(401);
  expect(performance.now() - begun).toBeLessThan(3_000);
});

test("chunks of a caller who may call are read up to 256 KB, and refused beyond", async () => {
  const authorization = `Bearer ${await tokenFor(people.service)}`;
  const send = (topic: string) =>
    fetch(`${app.url}/trpc/meetings.list`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: new Blob([JSON.stringify({ json: { status: topic } })]).stream() as NonNullable<
        RequestInit["body"]
      >,
      duplex: "half",
    });
  expect((await send("scheduled")).status).toBe(200);
  expect((await send("x".repeat(300_000))).status).toBe(413);
});
