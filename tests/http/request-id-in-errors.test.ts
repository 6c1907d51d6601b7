import { randomUUID } from "node:crypto";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { aDelivery, signed } from "../webhooks/deliver.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
});
afterAll(() => app.close());

const superjsonOf = (input: unknown) => JSON.stringify(superjson.serialize(input));
const missing = { meetingId: randomUUID() };

type Sent = { method?: string; body?: string; headers?: Record<string, string> };
const surfaces: [surface: string, path: string, sent: Sent, status: number][] = [
  ["a procedure that refuses", "/trpc/meetings.get", { body: superjsonOf(missing) }, 404],
  ["an input that does not fit", "/trpc/meetings.get", { body: superjsonOf({ meetingId: "m" }) }, 400],
  ["an unknown procedure", "/trpc/meetings.destroy", { body: superjsonOf({}) }, 404],
  [
    "each call of a batch",
    "/trpc/meetings.get,meetings.get?batch=1",
    { body: `{"0":${superjsonOf(missing)},"1":${superjsonOf(missing)}}` },
    404,
  ],
  [
    "a batch that is too large",
    `/trpc/${Array(21).fill("stats.overview").join(",")}?batch=1`,
    { body: "{}" },
    400,
  ],
  [
    "another content type",
    "/trpc/meetings.get",
    { body: "a=b", headers: { "content-type": "text/plain" } },
    415,
  ],
  ["a token that is none", "/trpc/meetings.get", { headers: { authorization: "Bearer none" } }, 401],
  ["a refused stream", "/trpc/lifecycle.events", { body: superjsonOf(missing) }, 404],
  ["REST", `/api/zoom/meetings/${missing.meetingId}`, { method: "GET" }, 404],
  ["an unknown REST address", "/api/zoom/nothing", { method: "GET" }, 404],
  ["another method of a REST address", "/api/zoom/stats", { body: "{}" }, 405],
  ["an unknown address", "/nothing", { method: "GET" }, 404],
  ["an unsigned delivery", "/api/zoom/webhook", { body: "{}" }, 401],
  ["a delivery that is no event", "/api/zoom/webhook", { body: "[]", headers: signed("[]") }, 400],
  ["a delivery by another method", "/api/zoom/webhook", { method: "GET" }, 405],
];

const requestIdsIn = (body: string): unknown[] =>
  [...body.matchAll(/"requestId":("[^"]*")/g)].map(([, id = ""]) => JSON.parse(id));

describe("the body of an error names the request as its header does:", () => {
  test.each(surfaces)("%s", async (_, path, { method = "POST", body, headers }, status) => {
    const requestId = `support-${randomUUID()}`;
    const answer = await fetch(`${app.url}${path}`, {
      method,
      body: method === "POST" ? (body ?? superjsonOf(missing)) : undefined,
      headers: {
        authorization: `Bearer ${await tokenFor(people.admin)}`,
        "content-type": "application/json",
        "x-request-id": requestId,
        ...headers,
      },
    });
    const calls = path.includes(",") ? path.split(",").length : 1;
    const text = await answer.text();
    // A batch that is refused before its calls are told apart has one error.
    const errors = path.includes("overview,") ? 1 : calls;
    expect([answer.status, answer.headers.get("x-request-id")]).toEqual([status, requestId]);
    expect(requestIdsIn(text)).toEqual(Array(errors).fill(requestId));
  });
});

test("a request over the limit is refused with its request id, a batch in each of its errors", async () => {
  await using limited = await openApp({ ROLE: "web", RATE_LIMIT_PER_MINUTE: "1" });
  const authorization = `Bearer ${await tokenFor(people.admin)}`;
  for (const path of ["/api/zoom/stats", "/trpc/stats.overview,stats.overview?batch=1", "/api/zoom/stats"]) {
    const answer = await fetch(`${limited.url}${path}`, { headers: { authorization } });
    if (answer.status === 200) continue;
    const errors = path.includes(",") ? 2 : 1;
    const text = await answer.text();
    expect(answer.status).toBe(429);
    expect(requestIdsIn(text)).toEqual(Array(errors).fill(answer.headers.get("x-request-id")));
  }
});

test("a delivery that is kept is answered without one", async () => {
  const body = aDelivery();
  const headers = { "content-type": "application/json", ...signed(body) };
  const answer = await fetch(`${app.url}/api/zoom/webhook`, { method: "POST", body, headers });
  expect([answer.status, await answer.json()]).toEqual([200, { success: true }]);
});
