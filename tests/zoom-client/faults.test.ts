import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { aMeeting } from "./a-meeting.ts";
import { hang, json, reset, type StartedZoom, startZoom, text, trickle } from "./start-zoom.ts";

type Client = StartedZoom["client"];

const create = (client: Client) => client.createMeeting("host", { topic: "Online visit" });
const get = (client: Client) => client.getMeeting("97763643886");
const change = (client: Client) => client.updateMeeting("97763643886", { duration: 45 });
const list = (client: Client) => client.listMeetings("host");

async function failureOf(call: Promise<unknown>) {
  const error = await call.then(
    () => new Error("the call succeeded"),
    (thrown) => thrown,
  );
  return error.failure ?? error;
}

describe("what a broken exchange means to creating, changing and getting a meeting", () => {
  const huge = "x".repeat(300 * 1024);
  test.each([
    ["hangs", hang],
    ["trickles", trickle],
    ["resets", reset],
    ["502 with a page", text(502, "<html>Bad gateway</html>", { "content-type": "text/html" })],
    ["200 with a page", text(200, "<html>Hello</html>")],
    ["more than fits", json(200, aMeeting({ agenda: huge }))],
    ["an error that does not fit", json(400, { code: 300, message: huge })],
    ["a body cut short", cutShort],
  ])("%s", async (_, answer) => {
    const { client, requests } = await startZoom({ answers: [answer], options: { timeoutMs: 1_000 } });
    const kinds = await Promise.all(
      [create, change, get].map(async (call) => (await failureOf(call(client))).kind),
    );
    expect(kinds).toEqual(["unknown-outcome", "unknown-outcome", "unavailable"]);
    expect(requests).toHaveLength(3);
  });

  function cutShort(response: Parameters<typeof hang>[0]) {
    response.writeHead(201, { "content-length": "1000" });
    response.write('{"id":1', () => response.socket?.destroy());
  }
});

test.each([
  ["no id", { id: undefined }],
  ["a join link elsewhere", { join_url: "https://evil.example/j/1" }],
  ["a script for a join link", { join_url: "javascript:alert(1)" }],
  ["a start link elsewhere", { start_url: "http://us05web.zoom.us/s/1" }],
])("%s in the answer leaves the creation unknown and the read failed", async (_, changes) => {
  const { client } = await startZoom({ answers: [json(201, aMeeting(changes))] });
  expect((await failureOf(create(client))).kind).toBe("unknown-outcome");
  expect((await failureOf(get(client))).kind).toBe("unavailable");
});

test("an empty success says nothing about a created meeting", async () => {
  const { client } = await startZoom({ answers: [text(201, "")] });
  expect((await failureOf(create(client))).kind).toBe("unknown-outcome");
});

test("a connection that is refused leaves nothing unknown", async () => {
  const closedPort = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
  const { client } = await startZoom({ options: { apiUrl: `http://127.0.0.1:${closedPort}/v2` } });
  expect(await failureOf(create(client))).toEqual({ kind: "unavailable", detail: "ECONNREFUSED" });
});

test("a redirect is not followed, and the token goes nowhere else", async () => {
  const elsewhere = await startZoom({ answers: [json(200, aMeeting())] });
  const { client } = await startZoom({
    answers: [text(302, "", { location: `${elsewhere.origin}/v2/meetings/1` })],
  });
  expect((await failureOf(get(client))).kind).toBe("unavailable");
  expect((await failureOf(create(client))).kind).toBe("unknown-outcome");
  expect(elsewhere.requests).toHaveLength(0);
});

test("a redirecting token endpoint does not pass the credentials on", async () => {
  const elsewhere = await startZoom({});
  const { client } = await startZoom({
    token: () => text(307, "", { location: `${elsewhere.origin}/oauth/token` }),
  });
  expect((await failureOf(create(client))).kind).toBe("unavailable");
  expect(elsewhere.tokenRequests).toHaveLength(0);
});

test("a deadline in milliseconds or as an instant is shorter than the timeout", async () => {
  const { client } = await startZoom({ answers: [json(200, aMeeting()), hang] });
  await get(client);
  expect((await failureOf(client.getMeeting("1", { deadline: 30 }))).kind).toBe("unavailable");
  const instant = new Date(Date.now() + 30);
  expect((await failureOf(client.deleteMeeting("1", { deadline: instant }))).kind).toBe("unknown-outcome");
});

test("after the deadline nothing is sent", async () => {
  const { client, requests } = await startZoom({ answers: [json(200, aMeeting())] });
  await get(client);
  expect((await failureOf(client.deleteMeeting("1", { deadline: 0 }))).kind).toBe("unavailable");
  expect(requests).toHaveLength(1);
});

test("a deadline covers all pages of a list", async () => {
  const { client } = await startZoom({ answers: [json(200, { meetings: [], next_page_token: "a" }), hang] });
  expect((await failureOf(client.listMeetings("host", { deadline: 60 }))).kind).toBe("unavailable");
});

test("the caller may end a call", async () => {
  const caller = new AbortController();
  const { client } = await startZoom({ answers: [() => caller.abort()] });
  const call = client.createMeeting("host", { topic: "t" }, { signal: caller.signal });
  expect((await failureOf(call)).kind).toBe("unknown-outcome");
});

test("missing scopes are told, even when Zoom's JSON is broken", async () => {
  const body =
    '{"code":104,"message":"Invalid access token, does not contain scopes:["meeting:write:meeting","meeting:write:meeting:admin"]"}';
  const { client } = await startZoom({ answers: [text(400, body), text(200, body)] });
  const scopes = ["meeting:write:meeting", "meeting:write:meeting:admin"];
  expect(await failureOf(create(client))).toMatchObject({ kind: "rejected", status: 400, code: 104, scopes });
  expect(await failureOf(create(client))).toMatchObject({ kind: "rejected", status: 200, code: 104, scopes });
});

test("a rate limit carries its end", async () => {
  const now = new Date("2026-03-09T14:00:00.000Z");
  const { client, requests } = await startZoom({
    answers: [
      json(429, { code: 429, message: "per-second" }, { "retry-after": "7" }),
      json(429, {
        code: 429,
        message: "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests",
      }),
    ],
    options: { now: () => now },
  });
  expect(await failureOf(create(client))).toEqual({
    kind: "rate-limited",
    until: new Date("2026-03-09T14:00:07.000Z"),
    scope: "account",
  });
  expect(await failureOf(create(client))).toEqual({
    kind: "rate-limited",
    until: new Date("2026-03-10T00:00:00.000Z"),
    scope: "host",
  });
  expect(requests).toHaveLength(2);
});

test("a missing meeting is not found, a missing host is a refusal", async () => {
  const { client } = await startZoom({
    answers: [
      json(404, { code: 3001, message: "Meeting does not exist: 97763643886." }),
      json(404, { code: 1001, message: "User does not exist: doctor@clinic.example." }),
    ],
  });
  expect(await failureOf(get(client))).toEqual({ kind: "not-found", code: 3001 });
  expect(await failureOf(list(client))).toMatchObject({ kind: "rejected", status: 404, code: 1001 });
});

test("no failure tells a secret, an address, an e-mail or a passcode", async () => {
  const answers = [
    json(404, { code: 1001, message: "User does not exist: doctor@clinic.example." }),
    json(201, aMeeting({ join_url: "https://evil.example/j/1?pwd=canary" })),
    reset,
  ];
  const { client } = await startZoom({ answers });
  for (const _ of answers) {
    const error = await client
      .createMeeting("doctor@clinic.example", { topic: "t", password: "canary" })
      .catch((thrown: unknown) => thrown);
    const reported = `${error instanceof Error ? `${error.stack} ${error.cause}` : ""} ${JSON.stringify(error)}`;
    expect(reported).not.toMatch(/canary|clinic\.example|token-1|client-secret|127\.0\.0\.1/);
  }
});

test("a process that was frozen past its deadline sends nothing when it wakes", async () => {
  const { client, requests } = await startZoom({ answers: [json(200, aMeeting()), json(201, aMeeting())] });
  await get(client);
  const call = failureOf(client.createMeeting("host", { topic: "Online visit" }, { deadline: 20 }));
  for (const until = performance.now() + 60; performance.now() < until; ) {
    // Nothing else runs meanwhile, timers included.
  }
  expect((await call).kind).toBe("unavailable");
  expect(requests).toHaveLength(1);
});
