import { restRoutes } from "@patientcare/zoom-server/rest/routes.ts";
import { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
let token: string;
beforeAll(async () => {
  app = await openApp();
  token = await tokenFor(people.admin);
});
afterAll(() => app.close());

const json = { "content-type": "application/json" };
const post = { method: "POST", headers: json, body: "{}" };

const calls: [path: string, init: RequestInit][] = [
  ...Object.keys(appRouter._def.procedures).map((name): [string, RequestInit] => [`/trpc/${name}`, post]),
  ...restRoutes.map(({ method, path }): [string, RequestInit] => [
    `/api/zoom${path.replace(/:\w+/g, "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77")}`,
    method === "GET" ? {} : { ...post, method },
  ]),
];

describe("without a token there is no answer:", () => {
  test.each(calls)("%s", async (path, init) => {
    expect((await fetch(app.url + path, init)).status).toBe(401);
  });
});

describe("a token counts in the header Authorization alone, which no browser sends by itself:", () => {
  const elsewhere: [place: string, query: string, headers: Record<string, string>][] = [
    ["a cookie", "", { cookie: "token=TOKEN; access_token=TOKEN; authorization=Bearer TOKEN" }],
    ["the address", "access_token=TOKEN&token=TOKEN&authorization=Bearer%20TOKEN", {}],
    ["a header of its own", "", { "x-access-token": "TOKEN", "x-authorization": "Bearer TOKEN" }],
    ["the header for proxies", "", { "proxy-authorization": "Bearer TOKEN" }],
  ];
  test.each(elsewhere)("not in %s", async (_, query, headers) => {
    const filled = Object.entries(headers).map(([name, value]) => [name, value.replaceAll("TOKEN", token)]);
    const withToken = { headers: { ...json, ...Object.fromEntries(filled) } };
    for (const path of ["/trpc/stats.overview", "/api/zoom/stats"]) {
      const response = await fetch(`${app.url}${path}?${query.replaceAll("TOKEN", token)}`, withToken);
      expect([path, response.status]).toEqual([path, 401]);
    }
  });
});
