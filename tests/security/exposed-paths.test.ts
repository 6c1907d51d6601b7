import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";

let production: OpenApp;
let development: OpenApp;
beforeAll(async () => {
  production = await openApp({ NODE_ENV: "production", PUBLIC_URL: "http://localhost" });
  development = await openApp();
});
afterAll(async () => {
  await production.close();
  await development.close();
});

describe("nothing lies there, with and without the documents:", () => {
  test.each([
    "/.git/config",
    "/.git/HEAD",
    "/.env",
    "/.env.example",
    "/package.json",
    "/package-lock.json",
    "/node_modules/",
    "/server/src/main.ts",
    "/docs/",
    "/docs/../package.json",
    "/docs/swagger-ui.css.map",
    "/docs/index.html",
    "/docs/%2e%2e/%2e%2e/package.json",
    "/docs/..%2f..%2fpackage.json",
    "/metrics",
    "/version",
    "/debug",
    "/debug/pprof/",
    "/server-status",
    "/panel",
    "/graphql",
    "/backup.sql",
  ])("%s", async (path) => {
    for (const { url } of [production, development]) {
      const response = await fetch(url + path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).not.toMatch(/<a |"dependencies"|\[core\]/);
    }
  });
});

test("in production the documents of the API are served only where they are asked for", async () => {
  for (const path of ["/docs", "/docs/rest", "/openapi.json"]) {
    expect([path, (await fetch(production.url + path)).status]).toEqual([path, 404]);
    expect([path, (await fetch(development.url + path)).status]).toEqual([path, 200]);
  }
});
