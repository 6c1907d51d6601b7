import { expect, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { openApp } from "../support/open-app.ts";

test.concurrent("a meeting deleted in Zoom's portal is made again under the same link", async () => {
  await using app = await openApp();
  const { as, zoom } = app;
  const admin = await as("admin");
  const meeting = await admin.meetings.create(aBooking());
  const link = await admin.links.get({ meetingId: meeting.id, role: "participant" });
  await zoom.control.portalDelete(meeting.zoomMeetingId ?? "");
  const again = await eventually(async () => {
    const now = await admin.meetings.get({ meetingId: meeting.id });
    expect(now.zoomMeetingId).not.toBe(meeting.zoomMeetingId);
    return now;
  });
  expect(again).toMatchObject({ status: "scheduled", appointmentStatus: "CONFIRMED", attention: null });
  expect((await admin.links.get({ meetingId: meeting.id, role: "participant" })).url).toBe(link.url);
  const redirect = await fetch(link.url, { method: "POST", redirect: "manual" });
  expect(redirect.headers.get("location")).toContain(`/j/${again.zoomMeetingId}`);
  expect((await zoom.control.journal()).filter(({ deletedAt }) => deletedAt === null)).toHaveLength(1);
});

test.concurrent("a meeting changed in Zoom's portal is changed back, and nothing else comes of it", async () => {
  await using app = await openApp();
  const { as, zoom } = app;
  const admin = await as("admin");
  const meeting = await admin.meetings.create(aBooking());
  const [made] = await zoom.control.journal();
  await zoom.control.portalUpdate(meeting.zoomMeetingId ?? "", {
    duration: 45,
    start_time: "2031-01-01T10:00:00Z",
    settings: { waiting_room: false },
  });
  await eventually(async () => {
    expect(await zoom.control.journal()).toMatchObject([
      { id: made?.id, startTime: made?.startTime, duration: 30, settings: { waiting_room: true } },
    ]);
  });
  expect(await admin.meetings.get({ meetingId: meeting.id })).toMatchObject({
    zoomMeetingId: meeting.zoomMeetingId,
    startTime: meeting.startTime,
    duration: 30,
    status: "scheduled",
  });
});
