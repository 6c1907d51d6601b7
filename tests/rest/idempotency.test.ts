import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aDoctor } from "../rpc/meeting-in.ts";
import { aBooking } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { callRest } from "./call-rest.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

const call = (key: string, method: string, path: string, body?: unknown) =>
  callRest(app, "service", method, path, body, { "idempotency-key": key });

test("a booking asked for again under its name is the same meeting, with the links of now", async () => {
  const booking = aBooking({ hostEmail: aDoctor() });
  const key = randomUUID();
  const made = await call(key, "POST", "/meetings", booking);
  expect([made.status, made.body.data.joinUrl]).toEqual([201, expect.stringContaining("/j/")]);
  const service = await app.as("service");
  await service.links.revoke({ meetingId: made.body.data.id, role: "participant" });
  const again = await call(key, "POST", "/meetings", booking);
  expect(again.status).toBe(201);
  expect(again.body.data).toEqual({ ...made.body.data, joinUrl: expect.stringContaining("/j/") });
  expect(again.body.data.joinUrl).not.toBe(made.body.data.joinUrl);
  expect(await service.meetings.create(booking, { idempotencyKey: key })).toMatchObject({
    id: made.body.data.id,
  });

  const other = await call(key, "POST", "/meetings", { ...booking, duration: 45 });
  expect([other.status, other.body.error.code]).toEqual([409, "IDEMPOTENCY_CONFLICT"]);
});

test("each changing call takes a name, and one that is none is refused", async () => {
  const { id } = (await call(randomUUID(), "POST", "/meetings", aBooking({ hostEmail: aDoctor() }))).body
    .data;
  const calls: [string, string, unknown?][] = [
    ["PUT", `/meetings/${id}`, { topic: "Moved" }],
    ["POST", `/meetings/${id}/start`],
    ["POST", `/meetings/${id}/end`],
  ];
  for (const [method, path, body] of calls) {
    const key = randomUUID();
    const bad = await call("ä", method, path, body);
    expect(bad).toMatchObject({ status: 400, body: { error: { code: "VALIDATION_ERROR" } } });
    expect(bad.body.error.details.issues[0].path).toBe("Idempotency-Key");
    const first = await call(key, method, path, body);
    expect(first.status).toBe(200);
    expect((await call(key, method, path, body)).body).toEqual(first.body);
  }
  // Ended now: asked anew it would be refused.
  const cancelled = (await call(randomUUID(), "POST", "/meetings", aBooking({ hostEmail: aDoctor() }))).body
    .data;
  const key = randomUUID();
  for (const round of [1, 2]) {
    const { status, body } = await call(key, "DELETE", `/meetings/${cancelled.id}`);
    expect([round, status, body]).toEqual([
      round,
      200,
      { success: true, message: "Meeting cancelled successfully" },
    ]);
  }
});
