import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { aHost } from "./a-host.ts";

let app: OpenApp;
vi.setConfig({ maxConcurrency: 20 });
beforeAll(async () => {
  app = await openApp();
  await app.zoom.control.drop(true);
});
afterAll(() => app.close());

const makeDue = async (id: string) => {
  await app.server.deps.db
    .updateTable("zoom_meetings")
    .set({ next_attempt_at: sql`clock_timestamp()` })
    .where("id", "=", id)
    .execute();
  await app.server.deps.syncNow(id);
};

describe.concurrent("an attention is set by what it means, and cleared once that is over", () => {
  test("settings-overridden: each setting is sent once, whatever Zoom delivers of it, until it can be set", async () => {
    await using own = await openApp();
    const { host, booking, settled, calls, row, journal } = aHost(own);
    const service = await own.as("service");
    await own.zoom.control.lockSettings({ waiting_room: false, audio: "voip" }, { host });
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(60) }));
    await eventually(async () => expect((await calls("PATCH")).length).toBe(1));
    for (let echo = 0; echo < 5; echo += 1) {
      await own.zoom.control.flush();
      await own.server.deps.db
        .updateTable("zoom_meetings")
        .set({ next_attempt_at: sql`clock_timestamp()` })
        .where("id", "=", made.id)
        .execute();
      await own.server.deps.syncNow(made.id);
    }
    await settled(made.id);
    expect(await calls("PATCH")).toHaveLength(1);
    expect(await row(made.id)).toMatchObject({
      attentions: ["settings-overridden"],
      overridden_settings: ["waiting_room", "audio"],
      overridden_at: expect.any(Date),
    });

    // A setting that is not locked is still put right, without those that Zoom turned back.
    await own.zoom.control.portalUpdate(made.zoomMeetingId ?? "", { settings: { join_before_host: true } });
    await eventually(async () => expect((await calls("PATCH")).length).toBe(2));
    await own.zoom.control.flush();
    await settled(made.id);
    expect(await calls("PATCH")).toHaveLength(2);

    // A change of the visit sends them again, and so does a day that has passed.
    await service.meetings.update({ meetingId: made.id, duration: 45 });
    await settled(made.id);
    const afterChange = (await calls("PATCH")).length;
    expect(afterChange).toBe(3);
    await own.zoom.control.flush();
    await settled(made.id);
    await own.zoom.control.lockSettings({}, { host });
    await own.server.deps.db
      .updateTable("zoom_meetings")
      .set({ overridden_at: new Date(Date.now() - 86_400_000), next_attempt_at: sql`clock_timestamp()` })
      .where("id", "=", made.id)
      .execute();
    await eventually(async () =>
      expect(await row(made.id)).toMatchObject({ attentions: [], overridden_settings: [] }),
    );
    expect((await journal())[0]?.settings).toMatchObject({ waiting_room: true, audio: "both" });
  });

  test("drift: Zoom shows another topic than was sent, and then the right one", async () => {
    const { booking, fault, row } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(60) }));
    await fault(
      "GET",
      { kind: "altered-response", response: { with: { topic: "Chat" } }, times: 2 },
      "^/v2/meetings/",
    );
    await makeDue(made.id);
    expect(await row(made.id)).toMatchObject({ attentions: ["drift"] });
    await eventually(async () => expect(await row(made.id)).toMatchObject({ attentions: [] }));
  });

  test("while drift backs off, being made due again and again sends no more", async () => {
    const { booking, fault, calls } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(60) }));
    const response = { with: { topic: "Chat" } };
    await fault("GET", { kind: "altered-response", response, times: -1 }, "^/v2/meetings/");
    const from = performance.now();
    for (let round = 0; round < 12; round += 1) await makeDue(made.id);
    // After each failure the pause doubles: 0.75 s, 1.5 s, 3 s …
    const seconds = (performance.now() - from) / 1000;
    expect((await calls("PATCH")).length).toBeLessThanOrEqual(1 + Math.floor(Math.log2(1 + seconds / 0.75)));
  });

  test("drift also says that ten calls within the hour did not help; a change by a person begins a new count", async () => {
    const { booking, fault, row, calls } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(60) }));
    await fault(
      "GET",
      { kind: "altered-response", response: { with: { topic: "Chat" } }, times: -1 },
      "^/v2/meetings/",
    );
    for (let round = 0; round < 15; round += 1) {
      await app.server.deps.db
        .updateTable("zoom_meetings")
        .set({ failures: 0 })
        .where("id", "=", made.id)
        .execute();
      await makeDue(made.id);
    }
    expect(await calls("PATCH")).toHaveLength(9);
    const { attentions, next_attempt_at, now } = await row(made.id);
    expect(attentions).toEqual(["drift"]);
    expect((next_attempt_at?.getTime() ?? 0) - now.getTime()).toBeGreaterThan(50 * 60_000);
    await service.meetings.update({ meetingId: made.id, duration: 45 });
    expect((await calls("PATCH")).length).toBeGreaterThan(9);
  });

  test("foreign-marker: a meeting that another deployment made is not changed, also when our row refers to it", async () => {
    const { booking, row, journal, calls } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(60) }));
    const { marker } = await row(made.id);
    const foreign = "0123456789ABCDEF-other";
    await app.zoom.control.portalUpdate(made.zoomMeetingId ?? "", {
      topic: `Online visit · ${foreign}`,
      agenda: foreign,
    });
    await makeDue(made.id);
    await eventually(async () =>
      expect(await row(made.id)).toMatchObject({ attentions: ["foreign-marker"] }),
    );
    expect(await calls("PATCH")).toEqual([]);
    expect(await journal()).toMatchObject([{ agenda: foreign, deletedAt: null }]);
    await app.zoom.control.portalUpdate(made.zoomMeetingId ?? "", {
      topic: `Online visit · ${marker}`,
      agenda: marker,
    });
    await makeDue(made.id);
    await eventually(async () => expect(await row(made.id)).toMatchObject({ attentions: [] }));
  });

  test("foreign-marker: one whose topic and agenda say nothing is not ours to change; with its agenda it is", async () => {
    const { booking, row, journal, calls } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(60) }));
    const zoomId = made.zoomMeetingId ?? "";
    await app.zoom.control.portalUpdate(zoomId, { topic: "Chat", agenda: "", duration: 45 });
    await makeDue(made.id);
    await eventually(async () =>
      expect(await row(made.id)).toMatchObject({ attentions: ["foreign-marker"] }),
    );
    await service.meetings.update({ meetingId: made.id, duration: 60 });
    expect(await calls("PATCH")).toEqual([]);
    expect(await journal()).toMatchObject([{ topic: "Chat", duration: 45, deletedAt: null }]);
    const { marker } = await row(made.id);
    await app.zoom.control.portalUpdate(zoomId, { agenda: `${marker}\nBring the results.` });
    await makeDue(made.id);
    await eventually(async () => expect(await row(made.id)).toMatchObject({ attentions: [] }));
    expect(await journal()).toMatchObject([{ topic: `Online visit · ${marker}`, duration: 60 }]);
  });

  test("zoom-credentials is cleared by the first call that succeeds", async () => {
    const { booking, fault, settled, attempts } = aHost(app);
    const service = await app.as("service");
    const body = { code: 124, message: "Invalid access token." };
    await fault("POST", { kind: "status", status: 401, body, times: 2 });
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(60) }));
    expect(made).toMatchObject({ status: "pending", attentions: ["zoom-credentials"] });
    expect(await settled(made.id)).toMatchObject({ attentions: [] });
    expect((await attempts(made.id)).map(({ counted }) => counted)).toEqual([false, true]);
  });

  test("host-quota is cleared when the visit is made under another day's quota", async () => {
    const { host, booking, row } = aHost(app);
    const service = await app.as("service");
    await app.zoom.control.setHostDailyUsed(host, 100);
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(60) }));
    expect(made.attentions).toEqual(["host-quota"]);
    await app.zoom.control.setHostDailyUsed(host, 0);
    await makeDue(made.id);
    expect(await row(made.id)).toMatchObject({ status: "scheduled", attentions: [] });
  });
});

describe.concurrent("after its meeting is stored", () => {
  test("a visit that was made after its window opened is evaluated at once", async () => {
    const { booking, fault, row } = aHost(app);
    const service = await app.as("service");
    const body = { code: 429, message: "per-second rate limit" };
    await fault("POST", { kind: "status", status: 429, body, headers: { "retry-after": "2" } });
    const made = await service.meetings.create(booking({ startTime: minutesFromNow(-6), waitMs: 0 }));
    // The clock had come by before, and had nothing to evaluate.
    await app.server.deps.db
      .updateTable("zoom_meetings")
      .set({ evaluate_at: minutesFromNow(50) })
      .where("id", "=", made.id)
      .execute();
    await eventually(async () => {
      const { status, host_url, evaluate_at } = await row(made.id);
      expect(status).toBe("scheduled");
      expect(host_url).not.toBeNull();
      expect(evaluate_at?.getTime()).toBeLessThan(Date.now() + 30 * 60_000);
    });
  });
});
