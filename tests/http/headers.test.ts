import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aVisit, linkOf } from "../links/a-visit.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { openRaw } from "../webhooks/raw-connection.ts";

let app: OpenApp;
let link: string;
beforeAll(async () => {
  app = await openApp({ DOCS: "on" });
  link = await linkOf(app, await aVisit(app));
});
afterAll(() => app.close());

const answers: [name: string, () => Promise<Response>][] = [
  ["the front page", () => ask("/")],
  ["health", () => ask("/healthz")],
  ["the reference", () => ask("/docs")],
  ["the REST reference", () => ask("/docs/rest")],
  ["an asset", () => ask("/docs/swagger-ui.css")],
  ["the OpenAPI document", () => ask("/openapi.json")],
  ["nothing", () => ask("/nothing")],
  ["a wrong method", () => ask("/healthz", { method: "DELETE" })],
  ["a refused call", () => ask("/trpc/meetings.get")],
  ["a refused REST call", () => ask("/api/zoom/stats")],
  ["an unsigned delivery", () => ask("/api/zoom/webhook", { method: "POST", body: "{}" })],
  ["a known link", () => fetch(link)],
  ["the stream of a known link", () => streamOf(link)],
  ["an unknown link", () => ask("/j/AAAAAAAAAAAAAAAAAAAAAA")],
  ["a click", () => fetch(link, { method: "POST", redirect: "manual" })],
  ["the operators' port", () => fetch(`${app.opsUrl}/version`)],
];
const ask = (path: string, init?: RequestInit) => fetch(`${app.url}${path}`, init);

async function streamOf(url: string): Promise<Response> {
  const response = await fetch(`${url}/events`);
  await response.body?.cancel();
  return response;
}

describe("a browser shows no answer inside another page, runs nothing of it and tells nobody of it:", () => {
  test.each(answers)("%s", async (_, answer) => {
    const { headers } = await answer();
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("form-action");
    expect(policy).not.toContain("unsafe-eval");
    expect(Object.fromEntries(headers)).toMatchObject({
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
    });
  });
});

test("a request that no application sees has the headers too", async () => {
  await using raw = await openRaw(app.url);
  raw.write("GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
  expect(await raw.status()).toBe(400);
  expect(raw.head()).toMatch(/content-security-policy: default-src 'none'/i);
});
