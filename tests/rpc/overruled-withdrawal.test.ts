import { expect, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { again, emailOf, openPlatform, stateOf } from "./open-platform.ts";
import { openRoom, zoomIdOf } from "./open-room.ts";

const platform = openPlatform();
const { confirmed, linkOf, tell } = platform;
const { becomes, close } = openRoom(platform);

test("a withdrawal that staff had overruled before, said again, replaces one that waits: the visit goes on", async () => {
  const { appointment } = await confirmed();
  const pending = again(appointment, { status: "PENDING" });
  await tell(pending);
  const { id: appointmentId, startTime, duration } = appointment;
  const people = { hostEmail: emailOf(appointment), participantEmail: appointment.patient.email };
  const made = await platform.service.meetings.create(
    aBooking({ appointmentId, startTime, duration, ...people }),
  );
  const link = await linkOf(made, "participant");
  await platform.app.zoom.control.start(zoomIdOf(made));
  await becomes(made, { status: "started" });
  const cancelled = again(pending, { status: "CANCELLED" });
  expect(await tell(cancelled)).toMatchObject({ attention: "cancelled-while-live" });
  expect(await stateOf(link)).toBe("cancelled");
  expect(await tell(again(cancelled, { status: "PENDING" }))).toMatchObject({
    status: "started",
    attentions: ["source-conflict"],
  });
  expect(await stateOf(link)).toBe("open");
  await close(made);
  await becomes(made, { status: "scheduled", zoomMeetingId: made.zoomMeetingId });
});
