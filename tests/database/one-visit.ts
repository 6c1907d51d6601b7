import { expect } from "vitest";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { ago } from "../visit/follow.ts";

/** A visit from its booking to its statistics, with times that are read back: it fails where the database is misread. */
export async function oneVisit({ as, zoom }: OpenApp): Promise<void> {
  const service = await as("service");
  const booking = aBooking({ startTime: minutesFromNow(5) });
  const { id: meetingId, zoomMeetingId, ...booked } = await service.meetings.create(booking);
  if (!zoomMeetingId) throw new Error("No meeting was made at Zoom");
  expect(booked).toMatchObject({ status: "scheduled", startTime: booking.startTime });
  const other = await service.meetings.create(aBooking({ startTime: minutesFromNow(90) }));
  const startTime = minutesFromNow(95);
  const moved = await service.meetings.update({ meetingId: other.id, startTime });
  expect(moved.startTime).toEqual(startTime);

  const { url } = await service.links.get({ meetingId, role: "participant" });
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url, { method: "POST", redirect: "manual" })).status).toBe(303);
  const { userId } = await zoom.control.start(zoomMeetingId, ago(60));
  await zoom.control.join(zoomMeetingId, { name: "Sam", email: people.patient.email, ...ago(50) });
  await zoom.control.leave(zoomMeetingId, userId);
  await zoom.control.end(zoomMeetingId);
  await eventually(async () =>
    expect(await service.meetings.get({ meetingId })).toMatchObject({ status: "ended", outcome: "held" }),
  );

  const { items } = await service.meetings.list({});
  expect(items.map((item) => item.startTime).sort()).toEqual([booking.startTime, startTime]);
  const { transitions } = await service.lifecycle.history({ meetingId });
  expect(transitions.map(({ to }) => to)).toEqual(["pending", "scheduled", "started", "ended"]);
  expect((await service.visits.get({ meetingId })).status).toBe("ended");
  expect((await service.stats.overview()).completedMeetings).toBe(1);
}
