import { expect, test } from "vitest";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { startApp } from "../support/start-app.ts";
import { people } from "../support/tokens.ts";

test("a booking with another name does not rename a patient who is known by that e-mail", async () => {
  const { as } = await startApp();
  const staff = await as("staff");
  const first = await staff.meetings.create(aBooking({ participantName: "Sam Rivers", waitMs: 0 }));
  const other = await as("otherDoctor");
  const booking = { hostEmail: people.otherDoctor.email, participantName: "Somebody Else", waitMs: 0 };
  await other.meetings.create(aBooking({ ...booking, startTime: minutesFromNow(90) }));
  expect((await staff.meetings.get({ meetingId: first.id })).participantName).toBe("Sam Rivers");
});
