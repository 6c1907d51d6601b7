import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import { createZoomClient, isZoomError, ZoomServiceError } from "@patientcare/zoom-sdk";
import { TRPCClientError } from "@trpc/client";
import { describe, expect, test } from "vitest";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { answerWith, openStandIn } from "./open-stand-in.ts";

const token = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl";
const meetingId = randomUUID();

const failureOf = (call: Promise<unknown>): Promise<ZoomServiceError> =>
  call.then(
    () => expect.fail("The call succeeded"),
    (error) => {
      expect(isZoomError(error)).toBe(true);
      return error;
    },
  );

/** All that a log could show of an error. */
const traceOf = (error: unknown) =>
  `${inspect(error, { depth: 20, showHidden: true })}${JSON.stringify(error)}${(error as Error).stack}`;

test("a refusal of the service says the reason, the status, the headers, the fields and the request", async () => {
  const { as } = await startApp({ ROLE: "web" });
  const admin = await as("admin");
  const requestId = "support-case-7";
  const failure = await failureOf(admin.meetings.list({ limit: 1_000 }, { requestId }));
  expect(failure).toBeInstanceOf(ZoomServiceError);
  expect(failure).toMatchObject({
    reason: "VALIDATION_ERROR",
    status: 400,
    requestId,
    headers: { "x-request-id": requestId, "content-type": "application/json" },
    issues: [{ path: "limit", message: expect.any(String) }],
    data: { requestId, httpStatus: 400 },
  });
  expect(JSON.parse(JSON.stringify(failure))).toMatchObject({
    name: "ZoomServiceError",
    reason: "VALIDATION_ERROR",
    message: failure.message,
    requestId,
  });
  const other = await failureOf(admin.meetings.get({ meetingId }));
  expect(other).toMatchObject({ reason: "MEETING_NOT_FOUND", status: 404, issues: [] });
  expect(other.requestId).toMatch(/^[\da-f]{32}$/);
});

test("a stream that is refused says as much", async () => {
  const { url } = await startApp({ ROLE: "web" });
  const patient = createZoomClient({ baseUrl: url, token: await tokenFor(people.patient) });
  const failure = await failureOf(patient.lifecycle.events({}, { requestId: "stream-7" }).next());
  expect(failure).toMatchObject({ reason: "FORBIDDEN", status: 403, requestId: "stream-7" });
});

describe("an answer that is not the service's is said to be somebody else's:", () => {
  const answers: [name: string, status: number, answer: (response: ServerResponse) => void][] = [
    ["a proxy's page", 500, (response) => response.end("<h1>Oops</h1>")],
    ["a page with status 200", 200, (response) => response.end("<h1>Welcome</h1>")],
    ["another program's JSON", 200, (response) => response.end('{"result":"fine"}')],
    ["another program's error", 403, (response) => response.end('{"error":{"message":"no","code":403}}')],
    ["JSON null", 404, (response) => response.end("null")],
    ["an empty body", 200, (response) => response.end()],
    ["an empty body without content", 204, (response) => response.end()],
    ["a redirect", 302, (response) => response.setHeader("location", "https://login.example/").end()],
    ["a redirect that keeps the method", 308, (response) => response.setHeader("location", "/x").end()],
    ["our form with another status", 401, (response) => answerWith(response, { id: meetingId })],
  ];
  test.each(answers)("%s", async (_, status, answer) => {
    const { url, seen } = await openStandIn((response) => {
      response.statusCode = status;
      response.setHeader("x-served-by", "proxy-1");
      response.setHeader("set-cookie", "a=b");
      answer(response);
    });
    const zoom = createZoomClient({ baseUrl: url, token });
    const failures = [
      await failureOf(zoom.meetings.cancel({ meetingId })),
      await failureOf(zoom.meetings.get({ meetingId })),
      ...(status === 500 ? [] : [await failureOf(zoom.lifecycle.events().next())]),
    ];
    for (const failure of failures) {
      expect(failure).toMatchObject({
        reason: "NETWORK_ERROR",
        status,
        headers: { "x-served-by": "proxy-1" },
      });
      expect(failure.message).toMatch(new RegExp(`^Something else answered \\(status ${status}\\).*baseUrl`));
      expect(failure.headers).not.toHaveProperty("set-cookie");
      expect(failure.requestId).toBe(seen[failures.indexOf(failure)]?.headers["x-request-id"]);
    }
    expect(seen).toHaveLength(failures.length);
  });
});

describe("a malformed token is refused on this side, and in no error:", () => {
  const malformed = [
    `${token}\n`,
    `${token}\r\nx: y`,
    `Bearer ${token}`,
    `${token}ä`,
    ` ${token}`,
    "",
    "a b",
  ];
  test.each(malformed)("%j", async (bad) => {
    const { url, seen } = await openStandIn((response) => answerWith(response, {}));
    let asked = 0;
    const inFunction = () => {
      asked += 1;
      return bad;
    };
    for (const given of [bad, inFunction]) {
      const zoom = createZoomClient({ baseUrl: url, token: given });
      const failure = await failureOf(zoom.meetings.get({ meetingId }));
      expect(failure.reason).toBe("UNAUTHENTICATED");
      expect(traceOf(failure)).not.toContain("c2VjcmV0");
      const raw = await zoom.trpc.meetings.get.query({ meetingId }).catch((error) => error);
      expect(traceOf(raw)).not.toContain("c2VjcmV0");
    }
    expect([asked, seen.length]).toEqual([2, 0]);
  });

  test("undefined, as plain JavaScript may give it", async () => {
    const zoom = createZoomClient({ baseUrl: "http://127.0.0.1:1", token: () => Object(undefined).token });
    expect((await failureOf(zoom.meetings.get({ meetingId }))).reason).toBe("UNAUTHENTICATED");
  });
});

test("no error holds the token, also where an answer sends it back or breaks off", async () => {
  const answers: ((response: ServerResponse, authorization: string) => void)[] = [
    (response, authorization) => response.setHeader("x-echo", authorization).end(`<p>${authorization}</p>`),
    (response, authorization) =>
      response.socket?.end(`HTTP/1.1 999 ${authorization}\r\nno header ${authorization}\r\n\r\n`),
    (response) => response.socket?.destroy(),
    (response) =>
      response.writeHead(200, { "content-length": "100" }).write("{", () => response.socket?.destroy()),
  ];
  for (const answer of answers) {
    const { url } = await openStandIn((response, request) =>
      answer(response, request.headers.authorization ?? ""),
    );
    const zoom = createZoomClient({ baseUrl: url, token });
    for (const call of [
      zoom.meetings.cancel({ meetingId }),
      zoom.trpc.meetings.cancel.mutate({ meetingId }),
    ]) {
      const failure = await call.catch((error) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(traceOf(failure)).not.toContain("c2VjcmV0");
    }
  }
});

test("a broken connection says why, with the code of the system", async () => {
  const { url } = await openStandIn((response) => response.socket?.destroy());
  const failure = await failureOf(createZoomClient({ baseUrl: url, token }).meetings.cancel({ meetingId }));
  expect(failure).toMatchObject({ reason: "NETWORK_ERROR", status: undefined, headers: undefined });
  expect(inspect(failure.cause)).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
});

test.each([
  ["requestId", { requestId: "two words" }],
  ["idempotencyKey", { idempotencyKey: "ä" }],
])("an option that cannot be sent is named: %s", async (path, options) => {
  const zoom = createZoomClient({ baseUrl: "http://127.0.0.1:1", token });
  const failure = await failureOf(zoom.meetings.cancel({ meetingId }, options));
  expect(failure).toMatchObject({ reason: "VALIDATION_ERROR", issues: [{ path }], requestId: undefined });
});

test("a base URL with a password is refused without showing it", () => {
  const make = () => createZoomClient({ baseUrl: "https://ada:s3cret@zoom.example", token });
  expect(make).toThrow(/no user name and no password/);
  expect(make).not.toThrow(/s3cret/);
});

test("the tRPC client underneath keeps tRPC's own errors", async () => {
  const { as } = await startApp({ ROLE: "web" });
  const failure = await (await as("admin")).trpc.meetings.get.query({ meetingId }).catch((error) => error);
  expect(failure).toBeInstanceOf(TRPCClientError);
  expect(failure).toMatchObject({
    shape: { code: -32004 },
    data: { reason: "MEETING_NOT_FOUND" },
    cause: { name: "ZoomServiceError" },
  });
});
