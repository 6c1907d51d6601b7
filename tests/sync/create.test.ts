import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { aHost } from "./a-host.ts";

const grace = 3;
let app: OpenApp;
vi.setConfig({ maxConcurrency: 20 });
beforeAll(async () => {
  app = await openApp({
    ZOOM_TIMEOUT_SECONDS: "1",
    SYNC_LEASE_SECONDS: "2",
    SYNC_GRACE_SECONDS: `${grace}`,
    SWEEP_HORIZON_SECONDS: "8",
  });
});
afterAll(() => app.close());

describe.concurrent("a meeting is made at Zoom once, whatever becomes of the answer", () => {
  test("an answer that is lost after Zoom made the meeting: it is found and adopted, nothing is sent again", async () => {
    const { booking, fault, calls, journal, settled } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "drop-after-commit" });
    const made = await service.meetings.create(booking());
    expect(made).toMatchObject({ status: "pending", zoomMeetingId: null });
    const row = await settled(made.id);
    const [only, ...others] = await journal();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ status: "scheduled", zoom_meeting_id: only?.id });
    expect(await calls("POST")).toHaveLength(1);
    expect(only?.password).toMatch(/^[A-Za-z0-9]{10}$/);
  });

  for (const delayMs of [500, 1_500]) {
    test(`Zoom makes the meeting ${delayMs} ms after the caller gave up: it is adopted`, async () => {
      const { booking, fault, calls, journal, settled } = aHost(app);
      const service = await app.as("service");
      await fault("POST", { kind: "late-commit", delayMs });
      const made = await service.meetings.create(booking({ waitMs: 0 }));
      const row = await settled(made.id);
      expect((await journal()).map(({ id }) => id)).toEqual([row.zoom_meeting_id]);
      const posts = await calls("POST");
      expect(posts.map(({ status }) => status).sort()).toEqual([0, 201]);
    });
  }

  test("Zoom makes the meeting after the grace: the one made meanwhile stays, the late one is deleted", async () => {
    const { booking, fault, alive, journal, row } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "late-commit", delayMs: 5_500 });
    const made = await service.meetings.create(booking({ waitMs: 0 }));
    await eventually(async () => expect(await journal()).toHaveLength(2));
    await eventually(async () => expect(await alive()).toHaveLength(1));
    const { status, zoom_meeting_id } = await row(made.id);
    expect(status).toBe("scheduled");
    expect((await alive()).map(({ id }) => id)).toEqual([zoom_meeting_id]);
  });

  for (const fault of [
    { kind: "hang" },
    { kind: "reset" },
    { kind: "status", status: 503 },
    { kind: "html" },
  ] as const) {
    test(`a call that ends as ${fault.kind} is sent again only after a look that found nothing`, async () => {
      const story = aHost(app);
      const service = await app.as("service");
      await story.fault("POST", fault);
      const made = await service.meetings.create(story.booking());
      expect(made.status).toBe("pending");
      const row = await story.settled(made.id);
      expect(row).toMatchObject({ status: "scheduled" });
      expect((await story.journal()).map(({ id }) => id)).toEqual([row.zoom_meeting_id]);
      const [first, second, ...more] = await story.attempts(made.id);
      expect([first?.outcome, second?.outcome, more]).toEqual(["unknown", "done", []]);
      const listings = (await story.calls("GET")).filter(({ path }) => path.startsWith("/v2/users/"));
      const conclusiveFrom = (first?.sent_at.getTime() ?? 0) + grace * 1_000;
      const sentAgainAt = second?.sent_at.getTime() ?? 0;
      expect(
        listings.map(({ at }) => Date.parse(at)).filter((at) => at > conclusiveFrom && at <= sentAgainAt),
      ).not.toEqual([]);
    });
  }

  test("cancelled while the call hangs: nothing is left at Zoom", async () => {
    const { booking, fault, alive, settled, sent } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "hang" });
    const made = await service.meetings.create(booking({ waitMs: 0 }));
    await sent(made.id);
    await service.meetings.cancel({ meetingId: made.id });
    expect(await settled(made.id)).toMatchObject({ status: "cancelled", zoom_meeting_id: null });
    expect(await alive()).toEqual([]);
  });

  test("cancelled before Zoom makes the meeting late: it is found and deleted", async () => {
    const { booking, fault, alive, journal, settled, sent } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "late-commit", delayMs: 2_000 });
    const made = await service.meetings.create(booking({ waitMs: 0 }));
    await sent(made.id);
    await service.meetings.cancel({ meetingId: made.id });
    await eventually(async () => expect(await journal()).toHaveLength(1));
    await settled(made.id);
    expect(await alive()).toEqual([]);
  });

  test("cancelled while the answer is on its way: what comes back is deleted, not stored", async () => {
    const { booking, fault, alive, journal, settled, sent } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "delay", delayMs: 700 });
    const made = await service.meetings.create(booking({ waitMs: 0 }));
    await sent(made.id);
    const cancelled = await service.meetings.cancel({ meetingId: made.id });
    expect(cancelled).toMatchObject({ status: "cancelled", zoomMeetingId: null });
    await eventually(async () => expect(await journal()).toHaveLength(1));
    expect(await settled(made.id)).toMatchObject({ status: "cancelled", zoom_meeting_id: null });
    expect(await alive()).toEqual([]);
  });

  for (const kind of ["late-commit", "delay"] as const) {
    test(`revived while the call of the first generation is on its way (${kind}): only the second lives`, async () => {
      const { booking, fault, alive, journal, settled, sent } = aHost(app);
      const service = await app.as("service");
      await fault("POST", { kind, delayMs: kind === "delay" ? 700 : 1_000 });
      const desired = booking({ waitMs: 0 });
      const made = await service.meetings.create(desired);
      await sent(made.id);
      await service.meetings.cancel({ meetingId: made.id });
      await service.meetings.create(desired);
      await eventually(async () => expect(await journal()).toHaveLength(2));
      const row = await settled(made.id);
      expect(row).toMatchObject({ status: "scheduled", generation: 2 });
      expect((await alive()).map(({ id }) => id)).toEqual([row.zoom_meeting_id]);
    });
  }
});

describe.concurrent("what Zoom is told", () => {
  test("a topic that says nothing, our passcode, the time, and the safe settings", async () => {
    const { booking, journal } = aHost(app);
    const service = await app.as("service");
    const startTime = new Date(Date.now() + 3_600_123);
    const made = await service.meetings.create(booking({ topic: "Divorce counselling", startTime }));
    const [reported] = await journal();
    expect(reported).toMatchObject({
      id: made.zoomMeetingId,
      topic: expect.stringMatching(/^Online visit · [0-9A-HJKMNP-TV-Z]{16}-default$/),
      agenda: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{16}-default$/),
      startTime: startTime.toISOString().replace(/\.\d{3}Z$/, "Z"),
      duration: 30,
      password: expect.stringMatching(/^[A-Za-z0-9]{10}$/),
      settings: {
        waiting_room: true,
        join_before_host: false,
        meeting_authentication: false,
        approval_type: 2,
        auto_recording: "none",
        email_notification: false,
        alternative_hosts_email_notification: false,
        audio: "both",
        encryption_type: "enhanced_encryption",
      },
    });
    expect(reported?.topic).toBe(`Online visit · ${reported?.agenda}`);
  });

  test("a setting that Zoom turns back is said in attention; the visit goes on", async () => {
    const { booking, fault, journal, row } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "settings-overridden", times: -1 });
    await fault("PATCH", { kind: "settings-overridden", times: -1 });
    const made = await service.meetings.create(booking());
    expect(made.status).toBe("scheduled");
    await eventually(async () =>
      expect(await row(made.id)).toMatchObject({ attentions: ["settings-overridden"] }),
    );
    expect((await journal())[0]?.settings).toMatchObject({ waiting_room: false });
  });

  test("a setting that Zoom turned back once is set again", async () => {
    const { booking, fault, journal, row } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "settings-overridden" });
    const made = await service.meetings.create(booking());
    await eventually(async () =>
      expect((await journal())[0]?.settings).toMatchObject({ waiting_room: true }),
    );
    await eventually(async () => expect(await row(made.id)).toMatchObject({ attentions: [] }));
  });
});
