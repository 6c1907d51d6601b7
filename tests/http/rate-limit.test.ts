import { randomUUID } from "node:crypto";
import { isZoomError } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callRest } from "../rest/call-rest.ts";
import { aBooking } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

const open = (perMinute: number, environment: Record<string, string> = {}) =>
  startApp({ RATE_LIMIT_PER_MINUTE: String(perMinute), ROLE: "web", ...environment });

/** Asks for statistics so many times in one batch; answers the status and what is left. */
async function askTogether(url: string, token: string, paths: string, headers: Record<string, string> = {}) {
  const answer = await callRaw(url, `${paths}?batch=1`, { token, body: "{}", headers });
  return { status: answer.status, left: leftOf(answer.headers), text: answer.text };
}
const times = (count: number, comma = ",") => Array(count).fill("stats.overview").join(comma);
const leftOf = (headers: Headers) =>
  Number(/^"default";r=(\d+);t=\d+$/.exec(headers.get("ratelimit") ?? "")?.[1]);

test("each caller has their own minute, over both surfaces together", async () => {
  const app = await open(4);
  const token = await tokenFor(people.admin);
  const first = await callRaw(app.url, "stats.overview", { token, input: {} });
  expect(first.status).toBe(200);
  expect(first.headers.get("ratelimit-policy")).toBe('"default";q=4;w=60');
  expect(first.headers.get("ratelimit")).toMatch(/^"default";r=3;t=(60|59|58)$/);
  const second = await callRest(app, "admin", "GET", "/stats");
  expect([second.status, leftOf(second.headers)]).toEqual([200, 2]);
  const renewed = await tokenFor(people.admin, { jti: "another token of the same person" });
  expect(leftOf((await callRaw(app.url, "stats.overview", { token: renewed, input: {} })).headers)).toBe(1);
  expect(leftOf((await callRest(app, "admin", "GET", "/nothing")).headers)).toBe(0);

  const refused = await callRest(app, "admin", "GET", "/stats");
  expect(refused.status).toBe(429);
  expect(refused.headers.get("ratelimit")).toMatch(/^"default";r=0;t=\d+$/);
  const wait = Number(refused.headers.get("retry-after"));
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(wait).toBeLessThanOrEqual(60);
  expect(refused.body).toEqual({
    error: {
      code: "RATE_LIMITED",
      message: expect.stringContaining("4 a minute"),
      details: { retryAfterSeconds: wait },
      requestId: refused.headers.get("x-request-id"),
      timestamp: expect.stringMatching(/Z$/),
    },
  });
  expect((await callRest(app, "service", "GET", "/stats")).status).toBe(200);
});

describe("calls are counted, not requests:", () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp({ RATE_LIMIT_PER_MINUTE: "100", ROLE: "web" });
  });
  afterAll(() => app.close());
  const somebody = () => tokenFor({ role: "admin", sub: randomUUID() });

  test("a batch costs what it calls, however its commas are written", async () => {
    const token = await somebody();
    expect(await askTogether(app.url, token, times(3))).toMatchObject({ status: 200, left: 97 });
    expect(await askTogether(app.url, token, times(4, "%2C"))).toMatchObject({ status: 200, left: 93 });
    expect(await askTogether(app.url, token, times(5, "%2c"))).toMatchObject({ status: 200, left: 88 });
  });

  test("a batch over 20 runs nothing, and counts as one call", async () => {
    const token = await somebody();
    expect(await askTogether(app.url, token, times(21))).toMatchObject({ status: 400, left: 99 });
    expect(await askTogether(app.url, token, ",".repeat(5_000))).toMatchObject({ status: 400, left: 98 });
  });

  test("a batch larger than what is left is refused whole, each of its calls, and takes the rest", async () => {
    const token = await somebody();
    for (let batch = 0; batch < 9; batch += 1) await askTogether(app.url, token, times(11));
    const { status, left, text } = await askTogether(app.url, token, times(3));
    expect([status, left]).toEqual([429, 0]);
    const answers: { error: { json: { data: { reason: string; path: string } } } }[] = JSON.parse(text);
    expect(answers.map(({ error }) => [error.json.data.reason, error.json.data.path])).toEqual(
      Array(3).fill(["RATE_LIMITED", "stats.overview"]),
    );
    expect((await callRaw(app.url, "stats.overview", { token, input: {} })).status).toBe(429);
  });

  test("a REST call costs one, whatever it calls inside", async () => {
    const { appointmentId, topic, startTime, duration, hostEmail } = aBooking();
    const booking = { appointmentId, topic, startTime, duration, hostEmail, waitMs: 0 };
    const made = await callRest(app, "service", "POST", "/meetings", booking);
    expect([made.status, leftOf(made.headers)]).toEqual([202, 99]);
  });

  test("every answer of the two surfaces says what is left", async () => {
    const paths = [
      "/trpc/stats.overview",
      "/trpc/nothing",
      "/trpc",
      "/trpc/a%ZZ",
      "/api/zoom/stats",
      "/api/zoom/no",
    ];
    for (const path of paths) {
      for (const method of ["GET", "POST", "PUT", "PATCH", "HEAD"]) {
        const { headers } = await fetch(app.url + path, { method });
        const given = [headers.get("ratelimit-policy"), headers.get("ratelimit")];
        const expected = ['"default";q=100;w=60', expect.stringMatching(/^"default";r=\d+;t=\d+$/)];
        expect([path, method, ...given]).toEqual([path, method, ...expected]);
      }
    }
  });
});

test("calls without a good token count for their address: bad tokens do not make somebody new", async () => {
  const { url } = await open(3);
  const statuses: number[] = [];
  for (const token of ["x", "a.b.c", `${await tokenFor(people.admin)}x`, "y", "d.e.f"]) {
    statuses.push((await callRaw(url, "stats.overview", { token, input: {} })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  expect((await fetch(`${url}/api/zoom/stats`)).status).toBe(429);
  expect((await fetch(`${url}/trpc/no.such.procedure`)).status).toBe(429);
  expect((await fetch(`${url}/api/zoom/stats`, { headers: { "x-forwarded-for": "192.0.2.9" } })).status).toBe(
    429,
  );
  const token = await tokenFor(people.admin);
  expect((await callRaw(url, "stats.overview", { token, input: {} })).status).toBe(200);
});

describe("with one call a minute, behind a proxy,", () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp({ RATE_LIMIT_PER_MINUTE: "1", TRUSTED_PROXY_HOPS: "1", ROLE: "web" });
  });
  afterAll(() => app.close());

  test("the SDK is told RATE_LIMITED, and when to go on", async () => {
    const admin = await app.as("admin");
    await admin.stats.overview();
    const refusal = await refusalOf(admin.stats.overview());
    expect(isZoomError(refusal, "RATE_LIMITED")).toBe(true);
    expect(refusal?.data).toMatchObject({
      code: "TOO_MANY_REQUESTS",
      httpStatus: 429,
      path: "stats.overview",
    });
    expect(refusal?.data?.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  });

  test("the address is the one that it wrote", async () => {
    const ask = async (forwardedFor: string) =>
      (await fetch(`${app.url}/api/zoom/stats`, { headers: { "x-forwarded-for": forwardedFor } })).status;
    expect(await ask("192.0.2.1")).toBe(401);
    expect(await ask("198.51.100.1, 192.0.2.1")).toBe(429);
    expect(await ask("192.0.2.1, 198.51.100.1")).toBe(401);
    expect(await ask("2001:db8::1")).toBe(401);
    expect(await ask("2001:db8::ffff:2")).toBe(429);
  });

  test("webhooks and health are not limited", async () => {
    for (const path of ["/healthz", "/readyz", "/", "/api/zoom/webhook"]) {
      for (const method of path === "/api/zoom/webhook" ? ["POST", "POST", "GET", "GET"] : ["GET", "GET"]) {
        const { status, headers } = await fetch(app.url + path, { method });
        expect([path, status === 429, headers.get("ratelimit")]).toEqual([path, false, null]);
      }
    }
  });
});
