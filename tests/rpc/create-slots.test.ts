import type { ZoomClient } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { aDoctor, meetingIn } from "./meeting-in.ts";

let app: OpenApp;
let service: ZoomClient;
vi.setConfig({ maxConcurrency: 10 });
beforeAll(async () => {
  app = await openApp(unhurried);
  service = await app.as("service");
});
afterAll(() => app.close());

describe.concurrent("slots", () => {
  test("an overlapping visit of the same doctor is refused, back to back fits, also when moved", async () => {
    const { booking } = await meetingIn(app, "scheduled");
    const at = (minutes: number) => new Date(booking.startTime.getTime() + minutes * 60_000);
    const next = (minutes: number) => ({
      ...booking,
      appointmentId: crypto.randomUUID(),
      startTime: at(minutes),
    });
    for (const minutes of [-29, -15, 0, 29]) {
      expect(await refusalOf(service.meetings.create(next(minutes)))).toMatchObject({ reason: "SLOT_TAKEN" });
    }
    const after = await service.meetings.create(next(30));
    expect(after.status).toBe("scheduled");
    const move = { meetingId: after.id, startTime: at(20) };
    expect(await refusalOf(service.meetings.update(move))).toMatchObject({ reason: "SLOT_TAKEN" });
    expect(await service.meetings.get({ meetingId: after.id })).toEqual(after);
    await service.meetings.update({ meetingId: after.id, startTime: at(60) });
    expect((await service.meetings.create(next(30))).status).toBe("scheduled");
  });

  test("a cancelled visit frees its slot, and cannot come back to it once it is taken", async () => {
    const { booking, meeting } = await meetingIn(app, "cancelled");
    await service.meetings.create({ ...booking, appointmentId: crypto.randomUUID() });
    expect(await refusalOf(service.meetings.create(booking))).toMatchObject({ reason: "SLOT_TAKEN" });
    expect(await service.meetings.get({ meetingId: meeting.id })).toEqual(meeting);
  });

  test("doctors who swap slots at once get an answer each, never an error of ours", async () => {
    const one = await meetingIn(app, "scheduled");
    const hostEmail = one.booking.hostEmail;
    const startTime = new Date(one.booking.startTime.getTime() + 1_800_000);
    const two = await meetingIn(app, "scheduled", { hostEmail, startTime });
    const refusals = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        refusalOf(
          index % 2
            ? service.meetings.update({ meetingId: one.meeting.id, startTime: two.booking.startTime })
            : service.meetings.update({ meetingId: two.meeting.id, startTime: one.booking.startTime }),
        ),
      ),
    );
    expect(refusals.map((refusal) => refusal?.reason)).toEqual(refusals.map(() => "SLOT_TAKEN"));
  });

  test("cancelled and confirmed by the platform at once, again and again: never an error of ours", async () => {
    const { meeting, booking } = await meetingIn(app, "scheduled");
    for (let round = 0; round < 5; round += 1) {
      const refusals = await Promise.all([
        ...Array.from({ length: 4 }, () => refusalOf(service.meetings.cancel({ meetingId: meeting.id }))),
        ...Array.from({ length: 4 }, () => refusalOf(service.meetings.create({ ...booking, waitMs: 0 }))),
      ]);
      expect(refusals).toEqual(refusals.map(() => null));
    }
  });
});

describe("many at once", () => {
  test("50 bookings of one slot at once: one is made, the others are told that it is taken", async () => {
    const hostEmail = aDoctor();
    const refusals = await Promise.all(
      Array.from({ length: 50 }, () => refusalOf(service.meetings.create(aBooking({ hostEmail })))),
    );
    expect(refusals.filter((refusal) => refusal === null)).toHaveLength(1);
    expect(refusals.filter((refusal) => refusal?.reason === "SLOT_TAKEN")).toHaveLength(49);
    expect((await app.zoom.control.journal()).filter((entry) => entry.hostEmail === hostEmail)).toHaveLength(
      1,
    );
  });

  test("one appointment confirmed by 50 calls at once: one meeting, and one answer for all", async () => {
    const booking = aBooking({ hostEmail: aDoctor(), startTime: minutesFromNow(60), waitMs: 15_000 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.meetings.create(booking)));
    expect(answers[0]?.status).toBe("scheduled");
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const made = (await app.zoom.control.journal()).filter((entry) => entry.hostEmail === booking.hostEmail);
    expect(made.map(({ id }) => id)).toEqual([answers[0]?.zoomMeetingId]);
  });
});

test("a pause after each visit is kept free on the same host", async () => {
  await using app = await openApp({ ...unhurried, HOST_BUFFER_MINUTES: "10" });
  const service = await app.as("service");
  const { booking } = await meetingIn(app, "scheduled");
  const next = (minutes: number) => ({
    ...booking,
    appointmentId: crypto.randomUUID(),
    startTime: new Date(booking.startTime.getTime() + minutes * 60_000),
  });
  expect(await refusalOf(service.meetings.create(next(39)))).toMatchObject({ reason: "SLOT_TAKEN" });
  expect(await service.meetings.create(next(40))).toMatchObject({ status: "scheduled" });
});
