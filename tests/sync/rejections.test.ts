import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { startApp } from "../support/start-app.ts";
import { aHost } from "./a-host.ts";

let app: OpenApp;
vi.setConfig({ maxConcurrency: 20 });
beforeAll(async () => {
  app = await openApp();
  // A delivery of a change would cause a reconciliation of its own, at a moment that no test chooses.
  await app.zoom.control.drop(true);
});
afterAll(() => app.close());

describe.concurrent("what each refusal means", () => {
  for (const [state, code] of [
    ["unknown", 1001],
    ["not-in-account", 1010],
    ["unlicensed", 3161],
  ] as const) {
    test(`a doctor who is ${state} at Zoom: the visit fails with the reason, and a retry makes it once that is put right`, async () => {
      const { host, booking, journal } = aHost(app);
      const service = await app.as("service");
      await app.zoom.control.setUser(host, state);
      const desired = booking();
      const refusal = await refusalOf(service.meetings.create(desired));
      expect(refusal).toMatchObject({
        reason: "ZOOM_API_ERROR",
        data: { appointmentId: desired.appointmentId, zoomError: { code } },
      });
      const failed = await service.meetings.getByAppointment({ appointmentId: desired.appointmentId });
      expect(failed).toMatchObject({ status: "failed", attention: "no-host", zoomMeetingId: null });
      expect(await refusalOf(service.meetings.retry({ meetingId: failed.id }))).toMatchObject({
        reason: "ZOOM_API_ERROR",
      });
      expect(await journal()).toEqual([]);

      await app.zoom.control.setUser(host, "licensed");
      expect(await service.meetings.retry({ meetingId: failed.id })).toMatchObject({
        status: "scheduled",
        attention: null,
      });
      expect(await journal()).toHaveLength(1);
    });
  }

  test("data that Zoom refuses: the visit fails as zoom-refused, and creating it again tries once more", async () => {
    const { booking, fault } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "status", status: 400, body: { code: 300, message: "Invalid time." } });
    const desired = booking();
    expect(await refusalOf(service.meetings.create(desired))).toMatchObject({ reason: "ZOOM_API_ERROR" });
    const failed = await service.meetings.getByAppointment({ appointmentId: desired.appointmentId });
    expect(failed).toMatchObject({ status: "failed", attention: "zoom-refused" });
    expect(await service.meetings.create(desired)).toMatchObject({ status: "scheduled", attention: null });
  });

  test("a failed visit that a retry made is still followed by the clock", async () => {
    const { booking, fault, row } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "status", status: 400, body: { code: 300, message: "Invalid time." } });
    const desired = booking();
    await refusalOf(service.meetings.create(desired));
    const made = await service.meetings.create(desired);
    expect((await row(made.id)).evaluate_at).not.toBeNull();
  });

  test("a change that Zoom refuses leaves the visit scheduled, and says so", async () => {
    const { booking, fault, row, journal } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking());
    await fault("PATCH", { kind: "status", status: 400, body: { code: 3000, message: "No." } });
    const changed = await service.meetings.update({ meetingId: made.id, duration: 60 });
    expect(changed).toMatchObject({ status: "scheduled", duration: 60, attention: "zoom-refused" });
    await service.meetings.update({ meetingId: made.id, duration: 45 });
    await eventually(async () => expect(await row(made.id)).toMatchObject({ attentions: [] }));
    expect((await journal()).map(({ duration }) => duration)).toEqual([45]);
  });

  test("a host whose changes of today are used up: pending until 00:00 UTC, and not tried before", async () => {
    const { host, booking, calls, row } = aHost(app);
    const service = await app.as("service");
    await app.zoom.control.setHostDailyUsed(host, 100);
    const before = Date.now();
    const desired = booking();
    const made = await service.meetings.create(desired);
    expect(made).toMatchObject({ status: "pending", attention: "host-quota" });
    const midnightAfter = (at: number) => new Date(Math.ceil(at / 86_400_000) * 86_400_000);
    const { next_attempt_at } = await row(made.id);
    expect([midnightAfter(before), midnightAfter(Date.now())]).toContainEqual(next_attempt_at);
    await service.meetings.create({ ...desired, waitMs: 0 });
    await app.server.deps.syncNow(made.id);
    await service.meetings.create(aHost(app).booking());
    expect(await calls("POST")).toHaveLength(1);
  });

  test("a limit that names its end: the visit is made after it, not before", async () => {
    const { booking, fault, attempts, settled } = aHost(app);
    const service = await app.as("service");
    const body = { code: 429, message: "You have reached the maximum per-second rate limit for this API." };
    await fault("POST", { kind: "status", status: 429, body, headers: { "retry-after": "3" } });
    const made = await service.meetings.create(booking());
    expect(made).toMatchObject({ status: "pending", attention: null });
    expect(await settled(made.id)).toMatchObject({ status: "scheduled" });
    const [first, second, ...more] = await attempts(made.id);
    expect([first?.outcome, second?.outcome, more]).toEqual(["rejected", "done", []]);
    expect((second?.sent_at.getTime() ?? 0) - (first?.sent_at.getTime() ?? 0)).toBeGreaterThanOrEqual(3_000);
  });
});

describe("what concerns the whole account", () => {
  test("wrong credentials: pending, with a word for the operator", async () => {
    const { as, zoom, server } = await startApp({ ZOOM_API_SECRET: "wrong" });
    const service = await as("service");
    const made = await service.meetings.create(aHost({ zoom, server }).booking());
    expect(made).toMatchObject({ status: "pending", attention: "zoom-credentials" });
  });

  test("missing scopes: pending, with a word for the operator, and made once they are granted", async () => {
    const { as, zoom, server } = await startApp();
    const { booking, settled } = aHost({ zoom, server });
    const service = await as("service");
    await zoom.control.setScopes(["meeting:read:meeting:admin"]);
    await zoom.control.revokeTokens();
    const made = await service.meetings.create(booking());
    expect(made).toMatchObject({ status: "pending", attention: "zoom-scopes" });
    await zoom.control.setScopes(null);
    await zoom.control.revokeTokens();
    expect(await settled(made.id)).toMatchObject({ status: "scheduled", attentions: [] });
  });

  test("a token that Zoom revoked is renewed, and the call is made once", async () => {
    const { as, zoom, server } = await startApp();
    const { booking, journal, attempts } = aHost({ zoom, server });
    const service = await as("service");
    await service.meetings.create(aHost({ zoom, server }).booking());
    await zoom.control.revokeTokens();
    const made = await service.meetings.create(booking());
    expect(made.status).toBe("scheduled");
    expect(await journal()).toHaveLength(1);
    expect(await attempts(made.id)).toHaveLength(1);
  });
});
