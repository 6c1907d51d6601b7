import { afterAll, beforeAll, expect, test } from "vitest";
import { aVisit, linkOf } from "../links/a-visit.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ DOCS: "on" });
});
afterAll(() => app.close());

/** The type that a browser would find by looking at the content. */
function typeOf(text: string): string {
  if (/^<!doctype html>/i.test(text)) return "text/html";
  try {
    JSON.parse(text);
    return "application/json";
  } catch {
    return "text/plain";
  }
}

test("the content of an answer is of the type that it names, with its charset where it is text", async () => {
  const authorization = `Bearer ${await tokenFor(people.admin)}`;
  const link = new URL(await linkOf(app, await aVisit(app))).pathname;
  const post = { method: "POST" };
  const addresses: [path: string, init?: RequestInit][] = [
    ["/"],
    ["/healthz"],
    ["/readyz"],
    [link],
    ["/j/unknown"],
    ["/j/unknown", post],
    ["/docs"],
    ["/docs/rest"],
    ["/openapi.json"],
    ["/nothing"],
    ["/trpc/stats.overview"],
    ["/trpc/stats.overview", { headers: { authorization } }],
    ["/trpc/nothing", post],
    ["/api/zoom/stats"],
    ["/api/zoom/stats", { headers: { authorization } }],
    ["/api/zoom/webhook", post],
    ["/api/zoom/webhook"],
  ];
  for (const [path, init] of addresses) {
    const response = await fetch(app.url + path, init);
    const named = response.headers.get("content-type") ?? "";
    const label = `${init?.method ?? "GET"} ${path}: ${named}`;
    const text = await response.text();
    expect(`${label} is ${typeOf(text)}`).toBe(`${label} is ${named.split(";")[0]}`);
    if (named.startsWith("text/")) expect(label).toMatch(/; charset=utf-8$/i);
  }
});

test("scripts, styles and metrics name their type and charset", async () => {
  for (const [url, type] of [
    [`${app.url}/docs/rest.js`, "text/javascript"],
    [`${app.url}/docs/swagger-ui-bundle.js`, "text/javascript"],
    [`${app.url}/docs/reference.css`, "text/css"],
    [`${app.opsUrl}/metrics`, "text/plain"],
  ] as const) {
    const response = await fetch(url);
    await response.body?.cancel();
    expect(response.headers.get("content-type")).toMatch(new RegExp(`^${type};.*charset=utf-8`, "i"));
  }
});
