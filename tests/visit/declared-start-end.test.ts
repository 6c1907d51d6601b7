import { isZoomError } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aVisit, type Meeting } from "../links/a-visit.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { ago, becomes, statusesOf, zoomIdOf } from "./follow.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const refusedAs =
  (reason: "ILLEGAL_TRANSITION" | "ZOOM_UNAVAILABLE" | "ZOOM_API_ERROR" | "LINK_EXPIRED") =>
  (error: unknown) =>
    isZoomError(error, reason);
const entryOf = async (meeting: Meeting) =>
  (await app.zoom.control.journal()).find(({ id }) => id === meeting.zoomMeetingId);
const onEnd = (meeting: Meeting) => ({ method: "PUT", path: `/meetings/${meeting.zoomMeetingId}/status` });
const rowOf = ({ id }: Meeting) =>
  app.server.deps.db
    .selectFrom("zoom_meetings")
    .select(["status", "outcome", "revision", "zoom_meeting_id", "declared_started_at", "declared_ended_at"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
const wordsOf = async ({ id }: Meeting) => {
  const events = app.server.deps.db.selectFrom("meeting_events").where("meeting_id", "=", id);
  const words = await events.where("source", "<>", "zoom").select("type").orderBy("id").execute();
  return words.map(({ type }) => type);
};

describe("start by word", () => {
  test("counts at once, also while Zoom is away, and a second time changes nothing", async () => {
    const admin = await app.as("admin");
    const meeting = await aVisit(app);
    await app.zoom.control.outage(true);
    expect(await admin.lifecycle.start({ meetingId: meeting.id })).toMatchObject({
      status: "started",
      outcome: null,
    });
    await app.zoom.control.outage(false);
    await admin.lifecycle.start({ meetingId: meeting.id });
    expect(await wordsOf(meeting)).toEqual(["created", "scheduled", "started"]);
    const { transitions } = await admin.lifecycle.history({ meetingId: meeting.id });
    expect(transitions.at(-1)).toMatchObject({ to: "started", source: "api", actorRole: "admin" });
    expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started"]);
  });

  test("before the window opens it is refused, and says when it can be done", async () => {
    const admin = await app.as("admin");
    const meeting = await aVisit(app, { startTime: minutesFromNow(60) });
    await expect(admin.lifecycle.start({ meetingId: meeting.id })).rejects.toSatisfy(
      (error) =>
        isZoomError(error, "ILLEGAL_TRANSITION") && error.message.includes("while its window is open"),
    );
    expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled"]);
  });

  test("while Zoom has no meeting yet it is refused", async () => {
    const admin = await app.as("admin");
    const host = "unlucky@clinic.example";
    await app.zoom.control.addFault({ kind: "status", status: 503, match: { method: "POST", host } });
    const meeting = await admin.meetings.create(aBooking({ waitMs: 0, hostEmail: host }));
    expect(meeting.status).toBe("pending");
    await expect(admin.lifecycle.start({ meetingId: meeting.id })).rejects.toSatisfy(
      refusedAs("ILLEGAL_TRANSITION"),
    );
  });

  test("the close of the real session ends it", async () => {
    const { control } = app.zoom;
    const admin = await app.as("admin");
    const meeting = await aVisit(app);
    await admin.lifecycle.start({ meetingId: meeting.id });
    await control.start(zoomIdOf(meeting));
    await control.join(zoomIdOf(meeting), { name: "Sam", email: people.patient.email });
    await control.end(zoomIdOf(meeting), ago(-1));
    await becomes(app, meeting, { status: "ended", outcome: "held" });
    expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended"]);
  });
});

describe("end by word", () => {
  test("ends the call at Zoom for everybody and closes the links; again is success", async () => {
    const { control } = app.zoom;
    const admin = await app.as("admin");
    const meeting = await aVisit(app);
    const { url } = await admin.links.get({ meetingId: meeting.id, role: "participant" });
    await control.start(zoomIdOf(meeting), ago(50));
    await control.join(zoomIdOf(meeting), { name: "Sam", email: people.patient.email, ...ago(40) });
    await becomes(app, meeting, { status: "started" });
    expect(await admin.lifecycle.end({ meetingId: meeting.id })).toMatchObject({ status: "ended" });
    expect(await entryOf(meeting)).toMatchObject({ live: false, endedCount: 1 });
    await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
    await expect(admin.links.get({ meetingId: meeting.id, role: "participant" })).rejects.toSatisfy(
      refusedAs("LINK_EXPIRED"),
    );
    expect((await fetch(url, { method: "POST", redirect: "manual" })).status).toBe(410);
    expect(await admin.lifecycle.end({ meetingId: meeting.id })).toMatchObject({ status: "ended" });
    expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended"]);
    const { transitions } = await admin.lifecycle.history({ meetingId: meeting.id });
    expect(transitions.at(-1)).toMatchObject({ source: "api", actorRole: "admin" });
  });

  test("closes the links also when Zoom's news of the end is faster than the answer", async () => {
    const { control } = app.zoom;
    const admin = await app.as("admin");
    const meeting = await aVisit(app);
    await control.start(zoomIdOf(meeting), ago(50));
    await control.join(zoomIdOf(meeting), { name: "Sam", email: people.patient.email, ...ago(40) });
    await becomes(app, meeting, { status: "started" });
    await control.addFault({ kind: "delay", delayMs: 1_200, match: onEnd(meeting) });
    const ending = admin.lifecycle.end({ meetingId: meeting.id });
    await control.end(zoomIdOf(meeting));
    expect(await ending).toMatchObject({ status: "ended", outcome: "held" });
    await expect(admin.links.get({ meetingId: meeting.id, role: "participant" })).rejects.toSatisfy(
      refusedAs("LINK_EXPIRED"),
    );
  });

  test("of a meeting that Zoom says is not running is success", async () => {
    const admin = await app.as("admin");
    const meeting = await aVisit(app);
    await admin.lifecycle.start({ meetingId: meeting.id });
    expect(await admin.lifecycle.end({ meetingId: meeting.id })).toMatchObject({
      status: "ended",
      outcome: "unknown",
      appointmentStatus: "CONFIRMED",
    });
    expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended"]);
  });

  test("of a scheduled visit: inside the window it is ended, before it refused", async () => {
    const admin = await app.as("admin");
    const inside = await aVisit(app);
    expect(await admin.lifecycle.end({ meetingId: inside.id })).toMatchObject({ status: "ended" });
    expect(await statusesOf(app, inside)).toEqual(["pending", "scheduled", "ended"]);
    const before = await aVisit(app, { startTime: minutesFromNow(60) });
    await expect(admin.lifecycle.end({ meetingId: before.id })).rejects.toSatisfy(
      refusedAs("ILLEGAL_TRANSITION"),
    );
    expect(await statusesOf(app, before)).toEqual(["pending", "scheduled"]);
  });

  test.each([
    { trouble: "away", fault: { kind: "status", status: 503 } },
    { trouble: "silent", fault: { kind: "hang" } },
    { trouble: "cutting the connection", fault: { kind: "reset" } },
    {
      trouble: "refusing too many calls",
      fault: { kind: "status", status: 429, body: { code: 429, message: "Too many requests" } },
    },
  ] as const)(
    "while Zoom is $trouble it is refused, nothing changed, and later it works",
    async ({ fault }) => {
      const admin = await app.as("admin");
      const meeting = await aVisit(app);
      await app.zoom.control.start(zoomIdOf(meeting), ago(50));
      await becomes(app, meeting, { status: "started" });
      const before = { row: await rowOf(meeting), words: await wordsOf(meeting) };
      await app.zoom.control.addFault({ ...fault, times: -1, match: onEnd(meeting) });
      await expect(admin.lifecycle.end({ meetingId: meeting.id })).rejects.toSatisfy(
        refusedAs("ZOOM_UNAVAILABLE"),
      );
      expect({ row: await rowOf(meeting), words: await wordsOf(meeting) }).toEqual(before);
      await admin.links.get({ meetingId: meeting.id, role: "participant" });
      await app.zoom.control.clearFaults();
      expect(await admin.lifecycle.end({ meetingId: meeting.id })).toMatchObject({ status: "ended" });
      expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended"]);
    },
  );

  test("which Zoom refuses for good says so, and nothing changed", async () => {
    const admin = await app.as("admin");
    const meeting = await aVisit(app);
    await admin.lifecycle.start({ meetingId: meeting.id });
    const before = await rowOf(meeting);
    const body = { code: 3161, message: "Meeting hosting and scheduling capabilities are not allowed." };
    await app.zoom.control.addFault({ kind: "status", status: 400, body, match: onEnd(meeting) });
    await expect(admin.lifecycle.end({ meetingId: meeting.id })).rejects.toSatisfy(
      refusedAs("ZOOM_API_ERROR"),
    );
    expect(await rowOf(meeting)).toEqual(before);
  });

  test("a new call after it starts the visit again", async () => {
    const { control } = app.zoom;
    const admin = await app.as("admin");
    const meeting = await aVisit(app);
    await admin.lifecycle.start({ meetingId: meeting.id });
    await admin.lifecycle.end({ meetingId: meeting.id });
    await control.start(zoomIdOf(meeting), ago(-1));
    await becomes(app, meeting, { status: "started", appointmentStatus: "CONFIRMED" });
    expect(await statusesOf(app, meeting)).toEqual(["pending", "scheduled", "started", "ended", "started"]);
    await admin.lifecycle.end({ meetingId: meeting.id });
    expect(await entryOf(meeting)).toMatchObject({ live: false });
    await becomes(app, meeting, { status: "ended" });
  });
});
