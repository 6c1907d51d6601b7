import { randomUUID } from "node:crypto";
import { createZoomClient, isZoomError } from "@patientcare/zoom-sdk";
import { expect, test } from "vitest";
import { aBooking, anAppointment } from "../support/a-booking.ts";
import { answerRefused, answerUnavailable, answerWith, openStandIn } from "./open-stand-in.ts";

const token = "a-token";
const meetingId = randomUUID();

test("create and appointmentChanged are repeated like queries, each call under one new name", async () => {
  let breaks = true;
  const { url, seen } = await openStandIn((response, request) => {
    breaks = !breaks;
    if (breaks) answerWith(response, { meeting: null });
    else request.socket.destroy();
  });
  const zoom = createZoomClient({ baseUrl: url, token });
  await zoom.meetings.create(aBooking());
  await zoom.lifecycle.appointmentChanged({ appointment: anAppointment() });
  const [first, again, second, secondAgain] = seen.map(({ key }) => key);
  expect(seen).toHaveLength(4);
  expect(first).toMatch(/^[\da-f]{32}$/);
  expect([again, secondAgain]).toEqual([first, second]);
  expect(second).not.toBe(first);
});

test("a name that the caller gives to such a change stands", async () => {
  const { url, seen } = await openStandIn((response) => answerWith(response, {}));
  const zoom = createZoomClient({ baseUrl: url, token });
  await zoom.meetings.create(aBooking(), { idempotencyKey: "order 7" });
  expect(seen.map(({ key }) => key)).toEqual(["order 7"]);
});

test("each call has a request id of its own that its repetitions keep, or the one that its caller gives", async () => {
  let unavailable = 1;
  const { url, seen } = await openStandIn((response) => {
    if (unavailable-- > 0) answerUnavailable(response);
    else answerWith(response, {});
  });
  const zoom = createZoomClient({ baseUrl: url, token });
  await zoom.meetings.get({ meetingId });
  await zoom.meetings.get({ meetingId });
  await zoom.meetings.cancel({ meetingId }, { requestId: "order-7" });
  await zoom.trpc.meetings.get.query({ meetingId });
  const [first, again, second, given, raw] = seen.map(({ headers }) => headers["x-request-id"]);
  expect(first).toMatch(/^[\da-f]{32}$/);
  expect([again, given]).toEqual([first, "order-7"]);
  expect(new Set([first, second, given, raw]).size).toBe(4);
});

test("the service sees which SDK calls", async () => {
  const { url, seen } = await openStandIn((response) => answerWith(response, {}));
  await createZoomClient({ baseUrl: url, token }).meetings.get({ meetingId });
  expect(seen[0]?.headers["user-agent"]).toMatch(/^patientcare-zoom-sdk\/\d+\.\d+\.\d+$/);
});

test("a call that is over the limit waits as long as it is told, also one that changes something", async () => {
  let refusals = 1;
  const { url, seen } = await openStandIn((response) => {
    if (refusals-- > 0) answerRefused(response, "RATE_LIMITED", 1, 429);
    else answerWith(response, { id: meetingId });
  });
  const zoom = createZoomClient({ baseUrl: url, token });
  const began = Date.now();
  expect(await zoom.meetings.cancel({ meetingId })).toEqual({ id: meetingId });
  expect(Date.now() - began).toBeGreaterThanOrEqual(990);
  expect(seen).toHaveLength(2);
});

test("a call never waits beyond its own time: the refusal comes at once", async () => {
  const { url, seen } = await openStandIn((response) => answerRefused(response, "RATE_LIMITED", 30, 429));
  const zoom = createZoomClient({ baseUrl: url, token, timeoutMs: 5_000 });
  const began = Date.now();
  const failure = await zoom.meetings.get({ meetingId }).catch((error) => error);
  expect(failure).toMatchObject({ reason: "RATE_LIMITED", status: 429, headers: { "retry-after": "30" } });
  expect(Date.now() - began).toBeLessThan(3_000);
  expect(seen).toHaveLength(1);
});

test("a caller who calls off a call that waits is not kept waiting", async () => {
  const { url, seen } = await openStandIn((response) => answerRefused(response, "RATE_LIMITED", 10, 429));
  const zoom = createZoomClient({ baseUrl: url, token });
  const signal = AbortSignal.timeout(300);
  const failure = await zoom.meetings.get({ meetingId }, { signal }).catch((error) => error);
  expect(isZoomError(failure, "ABORTED")).toBe(true);
  expect(seen).toHaveLength(1);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  "a time limit of %s is refused by name",
  async (timeoutMs) => {
    const zoom = createZoomClient({ baseUrl: "http://127.0.0.1:1", token });
    const failure = await zoom.meetings.get({ meetingId }, { timeoutMs }).catch((error) => error);
    expect(failure).toMatchObject({ reason: "VALIDATION_ERROR", issues: [{ path: "timeoutMs" }] });
  },
);
