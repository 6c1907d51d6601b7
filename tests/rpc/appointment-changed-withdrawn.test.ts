import { describe, expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { letTimePass } from "./meeting-in.ts";
import { again, emailOf, given, openPlatform, stateOf } from "./open-platform.ts";

const platform = openPlatform();
const { atZoom, confirmed, linkOf, tell } = platform;

describe.concurrent("an appointment that wants no visit", () => {
  for (const [change, appointmentStatus] of [
    [{ status: "CANCELLED" }, "CANCELLED"],
    [{ status: "PENDING" }, "PENDING"],
    [{ type: "IN_PERSON" }, "CONFIRMED"],
  ] as const) {
    test(`${Object.values(change)}: the meeting is cancelled, and revived under the same links when it is confirmed again`, async () => {
      const { appointment, meeting } = await confirmed({ startTime: minutesFromNow(120) });
      const links = [await linkOf(meeting, "host"), await linkOf(meeting, "participant")];
      const withdrawn = again(appointment, change);
      const cancelled = await tell(withdrawn);
      expect(cancelled).toMatchObject({ status: "cancelled", zoomMeetingId: null });
      expect(cancelled?.appointmentStatus).toBe(appointmentStatus);
      const revived = await tell(again(withdrawn, { status: "CONFIRMED", type: "ONLINE" }));
      expect(revived).toMatchObject({ id: meeting.id, status: "scheduled", appointmentStatus: "CONFIRMED" });
      expect(revived?.zoomMeetingId).not.toBe(meeting.zoomMeetingId);
      expect([await linkOf(meeting, "host"), await linkOf(meeting, "participant")]).toEqual(links);
    });

    test(`${Object.values(change)} at another time: confirmed for that time, the visit is revived at it`, async () => {
      const { appointment } = await confirmed({ startTime: minutesFromNow(120) });
      const moved = again(appointment, { ...change, startTime: minutesFromNow(240) });
      await tell(moved);
      const revived = await tell(again(moved, { status: "CONFIRMED", type: "ONLINE" }));
      expect(revived).toMatchObject({ status: "scheduled", startTime: moved.startTime });
    });

    test(`${Object.values(change)}, of which nothing was known: no meeting, until it is confirmed`, async () => {
      const appointment = given(change);
      expect(await tell(appointment)).toBeNull();
      expect(await tell(again(appointment, { status: "CONFIRMED", type: "ONLINE" }))).toMatchObject({
        status: "scheduled",
      });
    });
  }

  test("completed or not shown up is recorded, and changes nothing", async () => {
    for (const status of ["COMPLETED", "NO_SHOW"] as const) {
      expect(await tell(given({ status }))).toBeNull();
      const { appointment, meeting } = await confirmed();
      expect(await tell(again(appointment, { status }))).toMatchObject({
        id: meeting.id,
        status: "scheduled",
        appointmentStatus: status,
        zoomMeetingId: meeting.zoomMeetingId,
      });
    }
  });
});

describe.concurrent("while the call runs", () => {
  const started = async () => {
    const story = await confirmed();
    const links = [await linkOf(story.meeting, "host"), await linkOf(story.meeting, "participant")] as const;
    const { userId } = await platform.app.zoom.control.start(story.meeting.zoomMeetingId ?? "");
    await eventually(async () =>
      expect((await platform.service.meetings.get({ meetingId: story.meeting.id })).status).toBe("started"),
    );
    return { ...story, links, userId };
  };

  test("a change is marked and changes nothing; the same content said again is not a change", async () => {
    const { appointment, meeting } = await started();
    const repeated = again(appointment);
    expect(await tell(repeated)).toMatchObject({ status: "started", attention: null });
    const moved = again(repeated, { startTime: minutesFromNow(120) });
    expect(await tell(moved)).toMatchObject({
      status: "started",
      attention: "changed-while-live",
      startTime: meeting.startTime,
    });
  });

  test("a cancellation lets nobody else in and cuts nobody off; unheld, the visit is cancelled when it ends", async () => {
    const { appointment, meeting, links } = await started();
    expect(await tell(again(appointment, { status: "CANCELLED" }))).toMatchObject({
      status: "started",
      attention: "cancelled-while-live",
    });
    for (const link of links) expect(await stateOf(link)).toBe("cancelled");
    expect(await atZoom(emailOf(appointment))).toMatchObject([{ live: true }]);
    await platform.app.zoom.control.end(meeting.zoomMeetingId ?? "");
    await eventually(async () =>
      expect(await platform.service.meetings.get({ meetingId: meeting.id })).toMatchObject({
        status: "cancelled",
      }),
    );
  });

  test("a cancelled visit that was held anyway has ended", async () => {
    const { appointment, meeting } = await started();
    await platform.app.zoom.control.join(meeting.zoomMeetingId ?? "", {
      name: "Somebody",
      email: appointment.patient.email,
    });
    await tell(again(appointment, { status: "CANCELLED" }));
    await platform.app.zoom.control.end(meeting.zoomMeetingId ?? "");
    await eventually(async () =>
      expect(await platform.service.meetings.get({ meetingId: meeting.id })).toMatchObject({
        status: "ended",
        outcome: "held",
        appointmentStatus: "COMPLETED",
      }),
    );
  });

  test("a cancellation that is taken back opens the links again", async () => {
    const { appointment, links } = await started();
    const cancelled = again(appointment, { status: "CANCELLED" });
    await tell(cancelled);
    expect(await tell(again(cancelled, { status: "CONFIRMED" }))).toMatchObject({
      status: "started",
      attention: null,
    });
    for (const link of links) expect(await stateOf(link)).toBe("open");
  });
});

describe.concurrent("a visit that is over", () => {
  for (const status of ["ended", "missed"] as const) {
    test(`${status}: moved to the future it is made anew under the same links, everything else is recorded`, async () => {
      const { appointment, meeting } = await confirmed({ startTime: minutesFromNow(-5) });
      const link = await linkOf(meeting, "participant");
      if (status === "ended") {
        const admin = await platform.app.as("admin");
        await admin.lifecycle.start({ meetingId: meeting.id });
        await admin.lifecycle.end({ meetingId: meeting.id });
      } else await letTimePass(platform.app, meeting.id, 120);
      const over = await eventually(async () => {
        const now = await platform.service.meetings.get({ meetingId: meeting.id });
        expect(now.status).toBe(status);
        return now;
      });

      const renamed = again(appointment, { topic: "Results" });
      expect(await tell(renamed)).toMatchObject({
        ...over,
        attention: "source-conflict",
        attentions: ["source-conflict"],
        updatedAt: expect.any(Date),
      });
      const cancelled = again(renamed, { status: "CANCELLED" });
      expect(await tell(cancelled)).toMatchObject({
        status,
        // Nobody was seen in the visit that ended: it decides nothing, and the platform's word stands.
        appointmentStatus: status === "ended" ? "CANCELLED" : over.appointmentStatus,
        attention: "source-conflict",
      });
      const moved = again(cancelled, { status: "CONFIRMED", startTime: minutesFromNow(120) });
      const anew = await tell(moved);
      expect(anew).toMatchObject({
        id: meeting.id,
        status: "scheduled",
        appointmentStatus: "CONFIRMED",
        outcome: null,
        attention: null,
      });
      expect(anew?.zoomMeetingId).not.toBe(meeting.zoomMeetingId);
      expect(await linkOf(meeting, "participant")).toBe(link);
    });
  }

  test("a slot that is over makes no meeting and brings back no cancelled one", async () => {
    const startTime = minutesFromNow(-120);
    expect(await tell(given({ startTime }))).toBeNull();
    const { appointment, meeting } = await confirmed();
    const cancelled = again(appointment, { status: "CANCELLED" });
    await tell(cancelled);
    expect(await tell(again(cancelled, { status: "CONFIRMED", startTime }))).toMatchObject({
      id: meeting.id,
      status: "cancelled",
    });
    const scheduled = await confirmed();
    expect(await tell(again(scheduled.appointment, { startTime }))).toMatchObject({
      status: "scheduled",
      startTime: scheduled.meeting.startTime,
    });
  });
});
