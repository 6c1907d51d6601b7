import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createZoomClient, isZoomError } from "@patientcare/zoom-sdk";
import { expect, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { answerRefused, answerUnavailable, answerWith, openStandIn } from "./open-stand-in.ts";

const token = "a-token";
const meetingId = randomUUID();
const silent = () => {};

const failureOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.fail("The call succeeded"),
    (error) => error,
  );

async function unusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

test("a call that nobody answers ends with TIMEOUT, by the client's limit or by its own", async () => {
  const { url } = await openStandIn(silent);
  const zoom = createZoomClient({ baseUrl: url, token, timeoutMs: 60 });
  expect(isZoomError(await failureOf(zoom.meetings.get({ meetingId })), "TIMEOUT")).toBe(true);

  const patient = createZoomClient({ baseUrl: url, token });
  const own = await failureOf(patient.meetings.create(aBooking(), { timeoutMs: 60 }));
  expect(own).toMatchObject({ reason: "TIMEOUT", message: expect.stringContaining("60 ms") });
});

test("a call that its caller calls off ends with ABORTED and the caller's reason", async () => {
  const { url, seen } = await openStandIn(silent);
  const zoom = createZoomClient({ baseUrl: url, token });
  const controller = new AbortController();
  const call = failureOf(zoom.meetings.get({ meetingId }, { signal: controller.signal }));
  controller.abort("the user went back");
  expect(await call).toMatchObject({ reason: "ABORTED", cause: "the user went back" });

  const before = seen.length;
  const late = await failureOf(zoom.meetings.cancel({ meetingId }, { signal: AbortSignal.abort() }));
  expect(isZoomError(late, "ABORTED")).toBe(true);
  expect(seen).toHaveLength(before);
});

test("a service that is not there is NETWORK_ERROR, and so is an answer of somebody else's", async () => {
  const nobody = createZoomClient({ baseUrl: await unusedUrl(), token });
  expect(isZoomError(await failureOf(nobody.meetings.cancel({ meetingId })), "NETWORK_ERROR")).toBe(true);

  const { url } = await openStandIn((response) => response.end("<h1>Welcome to the proxy</h1>"));
  const other = createZoomClient({ baseUrl: url, token });
  expect(isZoomError(await failureOf(other.meetings.get({ meetingId })), "NETWORK_ERROR")).toBe(true);
});

test("a query outlives two 503 answers; a third is told", async () => {
  let unavailable = 2;
  const { url, seen } = await openStandIn((response) => {
    if (unavailable-- > 0) answerUnavailable(response);
    else answerWith(response, { id: meetingId });
  });
  const zoom = createZoomClient({ baseUrl: url, token });
  expect(await zoom.meetings.get({ meetingId })).toEqual({ id: meetingId });
  expect(seen).toHaveLength(3);

  unavailable = 3;
  expect(isZoomError(await failureOf(zoom.meetings.get({ meetingId })))).toBe(true);
  expect(seen).toHaveLength(6);
});

test("a query outlives a broken connection", async () => {
  let broken = 1;
  const { url, seen } = await openStandIn((response, request) => {
    if (broken-- > 0) request.socket.destroy();
    else answerWith(response, { id: meetingId });
  });
  const zoom = createZoomClient({ baseUrl: url, token });
  expect(await zoom.meetings.get({ meetingId })).toEqual({ id: meetingId });
  expect(seen).toHaveLength(2);
});

test("a change without a name is sent once, whatever comes back", async () => {
  let breaks = false;
  const { url, seen } = await openStandIn((response, request) => {
    if (breaks) request.socket.destroy();
    else answerUnavailable(response);
  });
  const zoom = createZoomClient({ baseUrl: url, token });
  const changes = [
    () => zoom.meetings.cancel({ meetingId }),
    () => zoom.lifecycle.start({ meetingId }),
    () => zoom.links.revoke({ meetingId, role: "host" }),
  ];
  for (breaks of [false, true]) {
    for (const change of changes) expect(isZoomError(await failureOf(change()))).toBe(true);
  }
  expect(seen).toHaveLength(6);
});

test("a change with a name is sent again under it, as long as that may help", async () => {
  const answers = ["break", "away", "done", "runs", "done", "conflict"];
  const { url, seen } = await openStandIn((response, request) => {
    const next = answers.shift();
    if (next === "break") request.socket.destroy();
    else if (next === "away") answerUnavailable(response);
    else if (next === "done") answerWith(response, { id: meetingId });
    else answerRefused(response, "IDEMPOTENCY_CONFLICT", next === "runs" ? 0 : undefined);
  });
  const zoom = createZoomClient({ baseUrl: url, token });
  const named = { idempotencyKey: "booking 1" };
  expect(await zoom.meetings.create(aBooking(), named)).toEqual({ id: meetingId });
  expect(await zoom.lifecycle.start({ meetingId }, named)).toEqual({ id: meetingId });
  expect(isZoomError(await failureOf(zoom.lifecycle.end({ meetingId }, named)), "IDEMPOTENCY_CONFLICT")).toBe(
    true,
  );
  expect(seen.map(({ url, key }) => [url, key])).toEqual(
    ["create", "create", "create", "start", "start", "end"].map((verb) => [
      `/trpc/${verb === "create" ? "meetings" : "lifecycle"}.${verb}`,
      "booking 1",
    ]),
  );
});

test.each(["", "ä", "a\n", " a", "a ", "x".repeat(256)])(
  "a name that cannot be one is refused before anything is sent: %j",
  async (idempotencyKey) => {
    const { url, seen } = await openStandIn(silent);
    const zoom = createZoomClient({ baseUrl: url, token });
    const failure = await failureOf(zoom.meetings.cancel({ meetingId }, { idempotencyKey }));
    expect(isZoomError(failure, "VALIDATION_ERROR")).toBe(true);
    expect(seen).toEqual([]);
  },
);

test("what a call asks for stays out of its URL", async () => {
  const { url, seen } = await openStandIn((response) =>
    answerWith(response, { items: [], nextCursor: null }),
  );
  const zoom = createZoomClient({ baseUrl: `${url}/`, token });
  await zoom.meetings.list({ hostEmail: "ada@clinic.example" });
  await zoom.trpc.meetings.list.query({ hostEmail: "ada@clinic.example" });
  const sent = {
    method: "POST",
    url: "/trpc/meetings.list",
    authorization: "Bearer a-token",
    key: undefined,
    body: expect.stringContaining("ada@clinic.example"),
  };
  expect(seen).toMatchObject([sent, sent]);
  await failureOf(zoom.lifecycle.events({ lastEventId: "event-7" }).next());
  const followed = {
    method: "POST",
    url: "/trpc/lifecycle.events",
    body: expect.stringContaining("event-7"),
  };
  expect(seen.at(-1)).toMatchObject(followed);
});

test("a token function is asked at each call", async () => {
  const { url, seen } = await openStandIn((response) => answerWith(response, null));
  let made = 0;
  const zoom = createZoomClient({ baseUrl: url, token: async () => `token-${++made}` });
  await zoom.meetings.get({ meetingId });
  await zoom.meetings.cancel({ meetingId });
  expect(seen.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
});

test("a token function that fails is said to have failed, and one that hangs ends with the call's time", async () => {
  const { url, seen } = await openStandIn(silent);
  const cause = new Error("the vault is sealed");
  const sealed = createZoomClient({ baseUrl: url, token: () => Promise.reject(cause) });
  const failure = await failureOf(sealed.meetings.get({ meetingId }));
  expect(failure).toMatchObject({ reason: "UNAUTHENTICATED", data: undefined, cause });

  const hanging = createZoomClient({
    baseUrl: url,
    token: () => new Promise<string>(() => {}),
    timeoutMs: 60,
  });
  expect(isZoomError(await failureOf(hanging.meetings.get({ meetingId })), "TIMEOUT")).toBe(true);
  expect(seen).toEqual([]);
});

test.each(["", "zoom.patientcare.example", "ftp://zoom.patientcare.example", "http://"])(
  "the base URL %o is refused when the client is made",
  (baseUrl) => {
    expect(() => createZoomClient({ baseUrl, token })).toThrow(/baseUrl must be an absolute URL/);
  },
);
