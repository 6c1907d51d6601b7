import { expect, test } from "vitest";
import { anAppointment } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { people } from "../support/tokens.ts";
import { ago } from "../visit/follow.ts";

test("a confirmed appointment becomes a visit that is followed to its end", async () => {
  const { as, zoom } = await startApp();
  const service = await as("service");
  const patient = await as("patient");
  const doctor = await as("doctor");
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment: anAppointment() });
  if (!meeting?.zoomMeetingId) throw new Error("No meeting was made");
  expect(meeting).toMatchObject({ status: "scheduled", appointmentStatus: "CONFIRMED", attention: null });
  expect(meeting.startTime).toBeInstanceOf(Date);

  const link = await patient.links.get({ meetingId: meeting.id, role: "participant" });
  const redirect = await fetch(link.url, { method: "POST", redirect: "manual" });
  expect(redirect.status).toBe(303);
  expect(redirect.headers.get("location")).toContain(`/j/${meeting.zoomMeetingId}`);

  // A visit that took no time at all would not count as held.
  const started = await zoom.control.start(meeting.zoomMeetingId, ago(60));
  await zoom.control.join(meeting.zoomMeetingId, { name: "Sam", email: people.patient.email, ...ago(50) });
  await eventually(async () => {
    expect(await doctor.meetings.get({ meetingId: meeting.id })).toMatchObject({ status: "started" });
  });
  await zoom.control.leave(meeting.zoomMeetingId, started.userId);
  await zoom.control.end(meeting.zoomMeetingId);
  await eventually(async () => {
    expect(await doctor.meetings.get({ meetingId: meeting.id })).toMatchObject({
      status: "ended",
      outcome: "held",
      appointmentStatus: "COMPLETED",
    });
  });

  const { transitions } = await service.lifecycle.history({ meetingId: meeting.id });
  expect(transitions.map(({ to, source }) => [to, source])).toEqual([
    ["pending", "platform"],
    ["scheduled", "sync"],
    ["started", "zoom"],
    ["ended", "zoom"],
  ]);
  expect(await service.stats.overview()).toMatchObject({
    totalMeetings: 1,
    completedMeetings: 1,
    creationSuccessRate: 1,
  });
  expect(await zoom.control.journal()).toHaveLength(1);
});
