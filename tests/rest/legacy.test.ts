import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { callRest } from "./call-rest.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

/** The legacy example: a uuid, an ISO time ahead, a host of its own. */
const example = (minutes = 5) => ({
  appointmentId: randomUUID(),
  topic: "Consultation",
  startTime: minutesFromNow(minutes).toISOString(),
  duration: 30,
  hostEmail: `${randomUUID()}@clinic.example`,
  participantEmail: people.patient.email,
  participantName: "Sam Rivers",
});

test("a visit goes its way through the legacy calls, each with its envelope and message", async () => {
  const booking = example();
  const made = await callRest(app, "service", "POST", "/meetings", booking);
  expect(made.status).toBe(201);
  const { data } = made.body;
  expect(made.body).toEqual({ success: true, data: expect.any(Object) });
  expect(data).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    meetingId: expect.stringMatching(/^\d{9,12}$/),
    appointmentId: booking.appointmentId,
    topic: "Consultation",
    startTime: booking.startTime,
    duration: 30,
    hostUrl: expect.stringContaining("/j/"),
    joinUrl: expect.stringContaining("/j/"),
    password: expect.stringMatching(/^[A-Za-z0-9]{10}$/),
    status: "scheduled",
    hostEmail: booking.hostEmail,
    participants: [
      { email: booking.hostEmail, name: null, role: "host" },
      { email: people.patient.email, name: "Sam Rivers", role: "participant" },
    ],
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: expect.stringMatching(/Z$/),
  });

  for (const path of [
    `/meetings/${data.id}`,
    `/meetings/${data.meetingId}`,
    `/meetings/appointment/${booking.appointmentId}`,
  ]) {
    expect(await callRest(app, "service", "GET", path)).toMatchObject({
      status: 200,
      body: { success: true, data },
    });
  }
  const link = await callRest(app, "patient", "GET", `/meetings/${data.id}/link?role=participant`);
  expect(link.body.data).toEqual({
    meetingLink: data.joinUrl,
    password: data.password,
    meetingId: data.meetingId,
    topic: "Consultation",
    startTime: booking.startTime,
  });
  const moved = minutesFromNow(10).toISOString();
  const changed = await callRest(app, "service", "PUT", `/meetings/${data.meetingId}`, { startTime: moved });
  expect(changed).toMatchObject({
    status: 200,
    body: { data: { id: data.id, startTime: moved, joinUrl: data.joinUrl } },
  });
  expect((await callRest(app, "service", "POST", `/meetings/${data.id}/start`)).body).toEqual({
    success: true,
    message: "Meeting started successfully",
  });
  expect((await callRest(app, "service", "POST", `/meetings/${data.id}/end`)).body).toEqual({
    success: true,
    message: "Meeting ended successfully",
  });
  const other = await callRest(app, "service", "POST", "/meetings", example(300));
  expect((await callRest(app, "service", "DELETE", `/meetings/${other.body.data.id}`)).body).toEqual({
    success: true,
    message: "Meeting cancelled successfully",
  });
  const stats = await callRest(app, "service", "GET", "/stats");
  expect(stats.body.data).toMatchObject({ totalMeetings: 2, completedMeetings: 1, cancelledMeetings: 1 });
});

test("with Zoom away the booking stands: 202 and pending", async () => {
  await app.zoom.control.outage(true);
  try {
    const made = await callRest(app, "service", "POST", "/meetings", example(60));
    expect(made).toMatchObject({
      status: 202,
      body: { success: true, data: { status: "pending", meetingId: null } },
    });
  } finally {
    await app.zoom.control.outage(false);
  }
});

test("links and passcode are null for whom they are not", async () => {
  const { body } = await callRest(app, "service", "POST", "/meetings", example());
  const path = `/meetings/${body.data.id}`;
  const seen = async (person: "patient" | "staff" | "auditor") =>
    (await callRest(app, person, "GET", path)).body.data;
  expect(await seen("patient")).toMatchObject({
    hostUrl: null,
    joinUrl: body.data.joinUrl,
    password: body.data.password,
  });
  expect(await seen("staff")).toMatchObject({ hostUrl: null, joinUrl: body.data.joinUrl });
  expect(await seen("auditor")).toMatchObject({ hostUrl: null, joinUrl: null, password: null });
  const early = await callRest(app, "service", "POST", "/meetings", example(600));
  expect(early.body.data).toMatchObject({ password: null, joinUrl: expect.any(String) });
});

test("reading a meeting is on record like asking for its links", async () => {
  const { body } = await callRest(app, "service", "POST", "/meetings", example());
  await callRest(app, "patient", "GET", `/meetings/${body.data.id}`);
  const rows = await app.server.deps.db
    .selectFrom("access_log")
    .select(["action", "decision", "actor", "hands_over"])
    .where("meeting_id", "=", body.data.id)
    .where("actor", "=", people.patient.sub)
    .execute();
  expect(rows).toEqual([
    { action: "meetings.get", decision: "allowed", actor: people.patient.sub, hands_over: true },
  ]);
});

describe("what goes wrong is told in one envelope", () => {
  const id = randomUUID();
  test.each([
    ["no token", null, "GET", "/stats", undefined, 401, "UNAUTHENTICATED"],
    ["a role that may not", "patient", "GET", "/stats", undefined, 403, "FORBIDDEN"],
    ["an unknown meeting", "staff", "GET", `/meetings/${id}`, undefined, 404, "MEETING_NOT_FOUND"],
    ["an unknown Zoom id", "staff", "GET", "/meetings/12345678901", undefined, 404, "MEETING_NOT_FOUND"],
    [
      "an unknown appointment",
      "staff",
      "GET",
      `/meetings/appointment/${id}`,
      undefined,
      404,
      "MEETING_NOT_FOUND",
    ],
    ["an id of neither kind", "staff", "GET", "/meetings/12", undefined, 400, "VALIDATION_ERROR"],
    ["an unknown field", "staff", "POST", "/meetings", { topik: 1 }, 400, "VALIDATION_ERROR"],
    ["an id said twice", "staff", "PUT", `/meetings/${id}`, { meetingId: id }, 400, "VALIDATION_ERROR"],
    ["an unknown query", "staff", "GET", "/stats?since=1", undefined, 400, "VALIDATION_ERROR"],
    ["broken JSON", "staff", "POST", "/meetings", "{", 400, "VALIDATION_ERROR"],
    ["a list", "staff", "POST", "/meetings", [1], 400, "VALIDATION_ERROR"],
    ["an unknown address", "staff", "GET", "/nothing", undefined, 404, "NOT_FOUND"],
    ["another method", "staff", "PUT", "/stats", {}, 405, "METHOD_NOT_ALLOWED"],
    ["too much", "staff", "POST", "/meetings", { topic: "x".repeat(300_000) }, 413, "PAYLOAD_TOO_LARGE"],
  ] as const)("%s", async (_, person, method, path, input, status, code) => {
    const reply = await callRest(app, person, method, path, input);
    expect(reply).toMatchObject({
      status,
      body: { error: { code, message: expect.any(String), details: expect.any(Object) } },
    });
    expect(new Date(reply.body.error.timestamp).toISOString()).toBe(reply.body.error.timestamp);
    expect(reply.headers.get("x-request-id")).toBeTruthy();
    expect(reply.headers.get("cache-control")).toBe("no-store");
  });

  test("a body that is not JSON by its type", async () => {
    const reply = await fetch(`${app.url}/api/zoom/meetings`, { method: "POST", body: "topic=x" });
    expect(reply.status).toBe(401);
  });

  test("the methods of an address are named", async () => {
    const reply = await callRest(app, "staff", "DELETE", "/stats");
    expect(reply.headers.get("allow")).toBe("GET, HEAD");
  });
});
