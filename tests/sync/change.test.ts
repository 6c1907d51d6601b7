import { readConfig } from "@patientcare/zoom-server/config.ts";
import { syncMeeting } from "@patientcare/zoom-server/operations/sync/sync-meeting.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { aHost } from "./a-host.ts";

let app: OpenApp;
vi.setConfig({ maxConcurrency: 20 });
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

describe.concurrent("what happens at Zoom follows the row", () => {
  test("a reschedule is sent, read back, and echoes of it change nothing", async () => {
    const { booking, journal, settled, calls } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking());
    const startTime = minutesFromNow(90);
    const moved = await service.meetings.update({ meetingId: made.id, startTime, topic: "Another topic" });
    expect(moved).toMatchObject({ startTime, topic: "Another topic", zoomMeetingId: made.zoomMeetingId });
    await app.zoom.control.flush();
    await settled(made.id);
    expect(await journal()).toMatchObject([{ startTime: startTime.toISOString().replace(".000Z", "Z") }]);
    expect(await calls("PATCH")).toHaveLength(1);
  });

  test("a new name alone is nothing that Zoom hears of", async () => {
    const { booking, settled, calls } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking());
    await service.meetings.update({ meetingId: made.id, topic: "Another topic" });
    await settled(made.id);
    expect(await calls("PATCH")).toEqual([]);
  });

  test("cancelled while people are in the call: it is ended, and nobody gets in again", async () => {
    const { booking, journal, settled } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking());
    await app.zoom.control.start(made.zoomMeetingId ?? "");
    await (await app.as("staff")).meetings.cancel({ meetingId: made.id });
    await settled(made.id);
    expect(await journal()).toMatchObject([{ live: false, endedCount: 1 }]);
    expect(await service.meetings.get({ meetingId: made.id })).toMatchObject({
      status: "cancelled",
      zoomMeetingId: null,
    });
  });

  test("deleted in Zoom's portal: it is made anew under the same link", async () => {
    const { booking, alive, settled, row } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking());
    const link = await service.links.get({ meetingId: made.id, role: "participant" });
    await app.zoom.control.portalDelete(made.zoomMeetingId ?? "");
    await eventually(async () => expect((await row(made.id)).zoom_meeting_id).not.toBe(made.zoomMeetingId));
    const { zoom_meeting_id, status } = await settled(made.id);
    expect(status).toBe("scheduled");
    expect((await alive()).map(({ id }) => id)).toEqual([zoom_meeting_id]);
    expect(await service.links.get({ meetingId: made.id, role: "participant" })).toMatchObject({
      url: link.url,
      meetingId: zoom_meeting_id,
    });
  });

  test("changed in Zoom's portal: it is changed back", async () => {
    const { booking, journal, settled } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking());
    const [before] = await journal();
    await app.zoom.control.portalUpdate(made.zoomMeetingId ?? "", {
      topic: "Something else",
      duration: 120,
      start_time: "2031-01-01T10:00:00Z",
      settings: { waiting_room: false, join_before_host: true },
    });
    await eventually(async () => expect(await journal()).toEqual([before]));
    expect(await settled(made.id)).toMatchObject({ zoom_meeting_id: made.zoomMeetingId });
  });

  test("Zoom does not know a young meeting that is to be deleted: it is deleted once Zoom does", async () => {
    const { booking, fault, journal, settled } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking());
    await fault("DELETE", { kind: "status", status: 404, body: { code: 3001, message: "Not found." } });
    expect(await service.meetings.cancel({ meetingId: made.id })).toMatchObject({ status: "cancelled" });
    expect(await journal()).toMatchObject([{ deletedAt: null }]);
    await settled(made.id);
    expect(await journal()).toMatchObject([{ deletedAt: expect.any(String) }]);
  });

  test("a delete that Zoom does not answer is sent until it has worked", async () => {
    const { booking, fault, alive, settled } = aHost(app);
    const service = await app.as("service");
    const made = await service.meetings.create(booking());
    await fault("DELETE", { kind: "reset", times: 2 });
    await service.meetings.cancel({ meetingId: made.id });
    await settled(made.id);
    expect(await alive()).toEqual([]);
  });

  test("revived under the same links, as a new meeting; the old one is gone", async () => {
    const { booking, alive, journal, settled } = aHost(app);
    const service = await app.as("service");
    const desired = booking();
    const made = await service.meetings.create(desired);
    const link = await service.links.get({ meetingId: made.id, role: "host" });
    await service.meetings.cancel({ meetingId: made.id });
    const revived = await service.meetings.create(desired);
    expect(revived).toMatchObject({ id: made.id, status: "scheduled" });
    expect(revived.zoomMeetingId).not.toBe(made.zoomMeetingId);
    expect((await service.links.get({ meetingId: made.id, role: "host" })).url).toBe(link.url);
    await settled(made.id);
    expect((await alive()).map(({ id }) => id)).toEqual([revived.zoomMeetingId]);
    const [first, second] = await journal();
    expect(first?.agenda).not.toBe(second?.agenda);
  });
});

test("two workers on one database that take up the same meetings at once make each of them once", async () => {
  await using app = await openApp();
  const other = await startServer(readConfig(testEnvironment(app.databaseUrl, app.zoom)));
  try {
    const service = await app.as("service");
    const match = { method: "POST", path: "meetings" };
    await app.zoom.control.addFault({ match, kind: "delay", delayMs: 200, times: -1 });
    const wishes = Array.from({ length: 10 }, () => aHost(app).booking({ waitMs: 0 }));
    const made = await Promise.all(wishes.map((desired) => service.meetings.create(desired)));
    await Promise.all(
      made.flatMap(({ id }) => [syncMeeting(app.server.deps, id), syncMeeting(other.deps, id)]),
    );
    await eventually(async () => {
      const { items } = await service.meetings.list({ status: "scheduled" });
      expect(items).toHaveLength(10);
    });
    const calls = await app.zoom.control.calls();
    expect(calls.filter(({ method, path }) => method === "POST" && path.endsWith("/meetings"))).toHaveLength(
      10,
    );
  } finally {
    await other.stop();
  }
});
