import { randomUUID } from "node:crypto";
import type { ZoomClient } from "@patientcare/zoom-sdk";
import { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw, type RawAnswer } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { type Person, people, tokenFor } from "../support/tokens.ts";
import { aDoctor, type Meeting, meetingIn } from "./meeting-in.ts";

let app: OpenApp;
let service: ZoomClient;
let database: Client;
/** One visit for all stories that need no other; its topic and its words change. */
let visit: Meeting;
beforeAll(async () => {
  app = await openApp(unhurried);
  service = await app.as("service");
  database = new Client({ connectionString: app.databaseUrl });
  await database.connect();
  visit = await aVisit();
});
afterAll(async () => {
  await database.end();
  await app.close();
});

/** One call under a name of its own unless told, as the service unless told. */
async function call(
  procedure: string,
  input: unknown,
  { key = randomUUID(), person = people.service }: { key?: string; person?: Person } = {},
): Promise<RawAnswer> {
  const headers = { "idempotency-key": key };
  return callRaw(app.url, procedure, { token: await tokenFor(person), input, headers });
}

const conflict = { status: 409, error: { data: { reason: "IDEMPOTENCY_CONFLICT" } } };
const aVisit = async () => (await meetingIn(app, "scheduled")).meeting;
const keysOf = async (procedure: string) =>
  (
    await database.query(
      "select lease_until, result is null as runs from idempotency_keys where procedure = $1",
      [procedure],
    )
  ).rows;
const meetingsOf = async (hostEmail: string) =>
  (await app.zoom.control.journal()).filter((entry) => entry.hostEmail === hostEmail);

describe("asked again under its name, each change answers what it answered, and is not done again:", () => {
  type Story = [procedure: string, inputFor: (meeting: Meeting) => unknown];
  const stories: Story[] = [
    ["meetings.create", () => aBooking({ hostEmail: aDoctor(), waitMs: 0 })],
    ["meetings.update", ({ id }) => ({ meetingId: id, topic: "Moved" })],
    ["meetings.retry", ({ id }) => ({ meetingId: id })],
    ["links.invite", ({ id }) => ({ meetingId: id, kind: "caregiver" })],
    ["links.revoke", ({ id }) => ({ meetingId: id, role: "host" })],
    ["lifecycle.start", ({ id }) => ({ meetingId: id })],
    ["lifecycle.end", ({ id }) => ({ meetingId: id })],
    [
      "lifecycle.confirmOutcome",
      ({ id }) => ({ meetingId: id, outcome: "held", reasonCode: "called-by-phone", reason: "They spoke" }),
    ],
    ["meetings.cancel", ({ id }) => ({ meetingId: id })],
    [
      "lifecycle.appointmentChanged",
      () => ({ appointment: anAppointment({ doctor: { email: aDoctor() } }) }),
    ],
  ];

  async function anEndedVisit(): Promise<Meeting> {
    const { id: meetingId } = await aVisit();
    await service.lifecycle.start({ meetingId });
    return service.lifecycle.end({ meetingId });
  }

  let ended: Meeting | undefined;
  async function visitFor(procedure: string): Promise<Meeting> {
    if (procedure === "meetings.cancel") return aVisit();
    if (procedure === "lifecycle.confirmOutcome") return anEndedVisit();
    if (procedure !== "lifecycle.start" && procedure !== "lifecycle.end") return visit;
    ended ??= await aVisit();
    return ended;
  }

  test("each change there is", () => {
    const served: Record<string, { _def: { type: string } }> = Object(appRouter._def.procedures);
    const changes = Object.keys(served).filter((name) => served[name]?._def.type === "mutation");
    expect(stories.map(([procedure]) => procedure).sort()).toEqual(changes.sort());
  });

  test.each(stories)("%s", async (procedure, inputFor) => {
    const input = inputFor(await visitFor(procedure));
    const key = randomUUID();
    const before = (await keysOf(procedure)).length;
    const first = await call(procedure, input, { key });
    expect(first.status).toBe(200);
    const again = await call(procedure, input, { key });
    expect([again.status, again.result]).toEqual([200, first.result]);
    const keys = await keysOf(procedure);
    expect(keys).toHaveLength(before + 1);
    for (const row of keys) expect(row).toEqual({ lease_until: null, runs: false });
  });

  test("what others did meanwhile is not undone", async () => {
    const { id: meetingId } = visit;
    const key = randomUUID();
    const first = await call("meetings.update", { meetingId, topic: "First" }, { key });
    await service.meetings.update({ meetingId, topic: "Second" });
    const again = await call("meetings.update", { topic: "First", meetingId }, { key });
    expect(again.result).toEqual(first.result);
    expect(await service.meetings.get({ meetingId })).toMatchObject({ topic: "Second" });
  });

  test("a pending answer stays the answer", async () => {
    const booking = aBooking({ hostEmail: aDoctor(), waitMs: 0 });
    const key = randomUUID();
    const first = await call("meetings.create", booking, { key });
    expect(first.result).toMatchObject({ status: "pending" });
    await eventually(async () => {
      const now = await service.meetings.getByAppointment({ appointmentId: booking.appointmentId });
      expect(now.status).toBe("scheduled");
    });
    expect((await call("meetings.create", booking, { key })).result).toEqual(first.result);
  });
});

describe("a name", () => {
  test("belongs to one input: with another it is refused, and nothing is done", async () => {
    const { id: meetingId } = visit;
    const key = randomUUID();
    await call("meetings.retry", { meetingId }, { key });
    const update = { meetingId, topic: "First" };
    await call("meetings.update", update, { key });
    const other = await call("meetings.update", { meetingId, topic: "Second" }, { key });
    expect(other).toMatchObject(conflict);
    expect(other.error?.message).toContain("another input");
    expect(other.headers.get("retry-after")).toBeNull();
    expect(await service.meetings.get({ meetingId })).toMatchObject({ topic: "First" });
  });

  test("is each caller's own", async () => {
    const { id: meetingId } = visit;
    const key = randomUUID();
    await call("meetings.update", { meetingId, topic: "First" }, { key });
    const other = { key, person: { role: "admin", sub: randomUUID() } as const };
    expect((await call("meetings.update", { meetingId, topic: "Second" }, other)).status).toBe(200);
    expect(await service.meetings.get({ meetingId })).toMatchObject({ topic: "Second" });
  });

  test("is unknown again after its day", async () => {
    const { id: meetingId } = visit;
    const key = randomUUID();
    const update = { meetingId, topic: "First" };
    await call("meetings.update", update, { key });
    await database.query("update idempotency_keys set expires_at = clock_timestamp() where meeting_id = $1", [
      meetingId,
    ]);
    expect((await call("meetings.update", { meetingId, topic: "Second" }, { key })).status).toBe(200);
    await database.query("update idempotency_keys set expires_at = clock_timestamp() where meeting_id = $1", [
      meetingId,
    ]);
    await eventually(async () => {
      const rows = await database.query("select from idempotency_keys where meeting_id = $1", [meetingId]);
      expect(rows.rowCount).toBe(0);
    });
  });
});

describe("a change that still runs", () => {
  test("is not run beside itself, and is answered when it is done", async () => {
    const { id: meetingId } = visit;
    const key = randomUUID();
    const update = { meetingId, topic: "First" };
    await database.query("begin");
    await database.query("select from zoom_meetings where id = $1 for update", [meetingId]);
    const first = call("meetings.update", update, { key });
    await eventually(async () => {
      const rows = await database.query("select from idempotency_keys where result is null");
      expect(rows.rowCount).toBe(1);
    });
    const again = await call("meetings.update", update, { key });
    expect(again).toMatchObject(conflict);
    expect(again.error?.message).toContain("still runs");
    expect(again.error?.data.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(again.headers.get("retry-after")).toBe(String(again.error?.data.retryAfterSeconds));
    expect(await call("meetings.update", { meetingId, topic: "Second" }, { key })).toMatchObject(conflict);
    await database.query("rollback");
    const answer = await first;
    expect(answer.status).toBe(200);
    expect((await call("meetings.update", update, { key })).result).toEqual(answer.result);
  });

  test("and ends without a word holds its name until its lease is over; then it runs again", async () => {
    const booking = aBooking({ hostEmail: aDoctor() });
    const key = randomUUID();
    const made = await call("meetings.create", booking, { key });
    const { id } = made.result as Meeting;
    const asIfKilled = (lease: string) =>
      database.query(
        `update idempotency_keys set result = null, lease_until = clock_timestamp() + interval '${lease}'
         where meeting_id = $1`,
        [id],
      );
    await asIfKilled("60 s");
    expect(await call("meetings.create", booking, { key })).toMatchObject(conflict);
    await asIfKilled("-1 ms");
    expect(await call("meetings.create", { ...booking, duration: 45 }, { key })).toMatchObject(conflict);
    expect((await call("meetings.create", booking, { key })).result).toMatchObject({ id });
    expect(await meetingsOf(booking.hostEmail)).toHaveLength(1);
  });
});

describe("a refusal", () => {
  test("that waiting does not change stays", async () => {
    const { booking, meeting } = await meetingIn(app, "scheduled");
    const second = { ...booking, appointmentId: randomUUID() };
    const key = randomUUID();
    const refused = await call("meetings.create", second, { key });
    expect(refused).toMatchObject({ status: 409, error: { data: { reason: "SLOT_TAKEN" } } });
    await service.meetings.cancel({ meetingId: meeting.id });
    const { error, headers } = await call("meetings.create", second, { key });
    const requestId = headers.get("x-request-id");
    expect(error).toEqual({ ...refused.error, data: { ...refused.error?.data, requestId } });
    expect((await call("meetings.create", second)).status).toBe(200);
  });

  test("of Zoom's, or because it is away, does not stay", async () => {
    const key = randomUUID();
    const booking = aBooking({ hostEmail: aDoctor() });
    await app.zoom.control.setUser(booking.hostEmail, "unknown");
    const refused = await call("meetings.create", booking, { key });
    expect(refused).toMatchObject({ status: 502, error: { data: { reason: "ZOOM_API_ERROR" } } });
    await app.zoom.control.setUser(booking.hostEmail, "licensed");
    expect((await call("meetings.create", booking, { key })).result).toMatchObject({ status: "scheduled" });
  });

  test("of who calls or what is said leaves no trace", async () => {
    const { id: meetingId } = visit;
    const before = (await database.query("select from idempotency_keys")).rowCount;
    const key = randomUUID();
    const { patient, doctor } = people;
    expect((await call("meetings.cancel", { meetingId }, { key, person: patient })).status).toBe(403);
    expect((await call("meetings.create", aBooking({ duration: 1 }), { key })).status).toBe(400);
    const past = aBooking({ startTime: minutesFromNow(-600), hostEmail: doctor.email });
    expect((await call("meetings.create", past, { key })).status).toBe(400);
    const others = aBooking({ hostEmail: aDoctor() });
    expect((await call("meetings.create", others, { key, person: doctor })).status).toBe(403);
    expect((await database.query("select from idempotency_keys")).rowCount).toBe(before);
  });
});

test("an answer is given again only to whom may still see the meeting", async () => {
  const doctor = { role: "doctor", sub: randomUUID(), email: aDoctor() } as const;
  const appointment = anAppointment({ doctor: { id: doctor.sub, email: doctor.email } });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  const input = { meetingId: meeting?.id, topic: "Mine" };
  const key = randomUUID();
  expect((await call("meetings.update", input, { key, person: doctor })).status).toBe(200);
  const asPatient = { ...doctor, role: "patient" } as const;
  expect((await call("meetings.update", input, { key, person: asPatient })).status).toBe(403);
  await service.lifecycle.appointmentChanged({
    appointment: {
      ...appointment,
      doctor: { id: randomUUID(), email: aDoctor() },
      updatedAt: new Date(Date.now() + 1_000),
    },
  });
  const again = await call("meetings.update", input, { key, person: doctor });
  expect(again).toMatchObject({ status: 404, error: { data: { reason: "MEETING_NOT_FOUND" } } });
});

describe("the header", () => {
  const issues = [{ path: "Idempotency-Key", message: expect.any(String) }];
  const invalid = { reason: "VALIDATION_ERROR", issues };

  test.each(["", "ä", "x".repeat(256)])("that holds no name is refused: %j", async (key) => {
    const { id: meetingId } = visit;
    expect(await call("meetings.cancel", { meetingId }, { key })).toMatchObject({
      status: 400,
      error: { data: invalid },
    });
    expect(await service.meetings.get({ meetingId })).toMatchObject({ status: "scheduled" });
    expect((await call("meetings.get", { meetingId }, { key })).status).toBe(200);
  });

  test("names one change: a batch of several is refused, and nothing of it is done", async () => {
    const { id: meetingId } = await aVisit();
    const token = await tokenFor(people.service);
    const headers = { "idempotency-key": randomUUID() };
    const together = async (paths: string[]) => {
      const input = JSON.stringify(
        Object.fromEntries(paths.map((_, index) => [index, { json: { meetingId } }])),
      );
      const answer = await callRaw(app.url, `${paths.join(",")}?batch=1`, { token, headers, body: input });
      const parts: { error?: { json: { data: unknown } } }[] = JSON.parse(answer.text);
      return { status: answer.status, refusals: parts.map(({ error }) => error?.json.data) };
    };
    expect(await together(["meetings.cancel", "lifecycle.start"])).toEqual({
      status: 400,
      refusals: [expect.objectContaining(invalid), expect.objectContaining(invalid)],
    });
    expect(await service.meetings.get({ meetingId })).toMatchObject({ status: "scheduled" });
    expect(await together(["meetings.get", "lifecycle.history"])).toMatchObject({ status: 200 });
    expect(await together(["meetings.cancel"])).toMatchObject({ status: 200 });
  });
});
