import { isZoomError } from "@patientcare/zoom-sdk";
import { expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { aVisit, linkOf, type Meeting } from "./a-visit.ts";
import { pass, visitLink } from "./visit-a-link.ts";

const asks = async ({ as }: OpenApp, { id }: Meeting) =>
  (await as("service")).links.get({ meetingId: id, role: "participant" });

async function expectExpired(app: OpenApp, meeting: Meeting): Promise<void> {
  await expect(asks(app, meeting)).rejects.toSatisfy((error) => isZoomError(error, "LINK_EXPIRED"));
}

const shift = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

test.concurrent("a link is told at once, with when it opens and closes; the passcode only while it is open", async () => {
  await using app = await openApp({ LINK_OPENS_BEFORE_MINUTES: "10", LINK_CLOSES_AFTER_MINUTES: "20" });
  const early = await aVisit(app, { startTime: minutesFromNow(60), duration: 45, topic: "Follow-up" });
  expect(await asks(app, early)).toEqual({
    url: expect.stringMatching(/\/j\/[\w-]{22}$/),
    role: "participant",
    opensAt: shift(early.startTime, -10),
    expiresAt: shift(early.startTime, 65),
    password: null,
    meetingId: early.zoomMeetingId,
    topic: "Follow-up",
    startTime: early.startTime,
  });
  const open = await aVisit(app);
  const [made] = (await app.zoom.control.journal()).filter(({ id }) => id === open.zoomMeetingId);
  expect((await asks(app, open)).password).toBe(made?.password);
  await app.zoom.control.outage(true);
  const pending = await aVisit(app, { waitMs: 0 });
  expect(await asks(app, pending)).toMatchObject({ password: null, meetingId: null });
});

test.concurrent("the door opens with the window's first moment, for the page, the redirect and the passcode", async () => {
  await using app = await openApp({ LINK_OPENS_BEFORE_MINUTES: "0" });
  const meeting = await aVisit(app, { startTime: minutesFromNow(6 / 60) });
  const url = await linkOf(app, meeting);
  expect(await visitLink(url)).toMatchObject({ state: "early" });
  expect((await pass(url)).status).toBe(403);
  expect((await asks(app, meeting)).password).toBeNull();
  await eventually(async () => expect((await visitLink(url)).state).toBe("open"));
  expect(Date.now()).toBeGreaterThanOrEqual(meeting.startTime.getTime());
  expect((await pass(url)).status).toBe(303);
  expect((await asks(app, meeting)).password).toMatch(/^[A-Za-z0-9]{10}$/);
});

test.concurrent("the door closes with the window's end, also for a visit that was missed", async () => {
  await using app = await openApp({ LINK_CLOSES_AFTER_MINUTES: "0" });
  const meeting = await aVisit(app, { startTime: minutesFromNow(-15 + 6 / 60), duration: 15 });
  const url = await linkOf(app, meeting);
  expect((await pass(url)).status).toBe(303);
  expect((await asks(app, meeting)).password).not.toBeNull();
  await eventually(async () => expect((await visitLink(url)).state).toBe("over"));
  expect(Date.now()).toBeGreaterThanOrEqual(shift(meeting.startTime, 15).getTime());
  expect((await pass(url)).status).toBe(410);
  await expectExpired(app, meeting);
  const service = await app.as("service");
  await eventually(async () => {
    expect(await service.meetings.get({ meetingId: meeting.id })).toMatchObject({ status: "missed" });
  });
  await expectExpired(app, meeting);
  expect((await visitLink(url)).state).toBe("over");
});

test.concurrent("cancelled, and ended by word: there is no link any more", async () => {
  await using app = await openApp();
  const admin = await app.as("admin");
  const cancelled = await aVisit(app);
  await admin.meetings.cancel({ meetingId: cancelled.id });
  await expectExpired(app, cancelled);
  const ended = await aVisit(app);
  await admin.lifecycle.start({ meetingId: ended.id });
  await admin.lifecycle.end({ meetingId: ended.id });
  await expectExpired(app, ended);
});

test.concurrent("a call that dropped locks nobody out: ended by sessions, the links stay open", async () => {
  await using app = await openApp();
  const { control } = app.zoom;
  const meeting = await aVisit(app);
  const url = await linkOf(app, meeting);
  await pass(url);
  const zoomId = meeting.zoomMeetingId ?? "";
  const ago = (seconds: number) => ({ at: new Date(Date.now() - seconds * 1000).toISOString() });
  await control.start(zoomId, ago(90));
  const { userId } = await control.join(zoomId, { name: "Sam", email: people.patient.email, ...ago(80) });
  await control.leave(zoomId, userId, ago(20));
  await control.end(zoomId, ago(10));
  const service = await app.as("service");
  await eventually(async () => {
    expect(await service.meetings.get({ meetingId: meeting.id })).toMatchObject({ status: "ended" });
  });
  expect((await visitLink(url)).state).toBe("open");
  expect((await pass(url)).status).toBe(303);
  expect((await asks(app, meeting)).password).not.toBeNull();
});
