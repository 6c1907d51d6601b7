import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const ask = (path: string, init?: RequestInit) => fetch(`${app.url}${path}`, init);
interface Envelope {
  error: { code: string; message: string; details: object; timestamp: string };
}
const idOf = async (given: string) =>
  (await ask("/healthz", { headers: { "x-request-id": given } })).headers.get("x-request-id");

test.each(["a", "req-1.2_3", "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77", "x".repeat(128)])(
  "a request id that is well formed comes back: %s",
  async (given) => {
    expect(await idOf(given)).toBe(given);
  },
);

test.each(["", "two words", "x".repeat(129), "a;b", "<script>", "ä", '{"a":1}'])(
  "another request id is replaced by ours: %j",
  async (given) => {
    expect(await idOf(encodeURI(given) === given ? given : Buffer.from(given).toString("latin1"))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7/,
    );
  },
);

test("each answer has a request id, also those of procedures and pages", async () => {
  const ids = [
    (await ask("/healthz")).headers.get("x-request-id"),
    (await ask("/nothing")).headers.get("x-request-id"),
    (await ask("/j/unknown")).headers.get("x-request-id"),
    (await callRaw(app.url, "stats.overview")).headers.get("x-request-id"),
  ];
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(ids).size).toBe(ids.length);
});

describe("where there is nothing, the answer is a 404 in the common envelope:", () => {
  test.each([
    ["GET", "/nothing"],
    ["GET", "/metrics"],
    ["GET", "/version"],
    ["GET", "/api/zoom/nothing"],
    ["GET", "/.env"],
    ["GET", "/%2e%2e/package.json"],
    ["GET", "//healthz/.."],
  ])("%s %s", async (method, path) => {
    const response = await ask(path, { method });
    expect(response.status).toBe(404);
    const { error, ...rest } = (await response.json()) as Envelope;
    expect(rest).toEqual({});
    expect(error).toEqual({
      code: "NOT_FOUND",
      message: expect.stringMatching(/\w/),
      details: {},
      requestId: response.headers.get("x-request-id"),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });
});

test("the webhook route takes POST alone, and says so", async () => {
  const response = await ask("/api/zoom/webhook");
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST");
  expect(((await response.json()) as Envelope).error.code).toBe("METHOD_NOT_ALLOWED");
});

test("answers are not kept by caches, sniffed or sent on over plain HTTP, and other sites may not read them", async () => {
  for (const path of ["/healthz", "/nothing", "/trpc/stats.overview", "/j/unknown"]) {
    const { headers } = await ask(path, { headers: { origin: "https://evil.example" } });
    expect(headers.get("cache-control")).toContain("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  }
});
