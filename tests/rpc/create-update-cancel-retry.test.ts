import type { ZoomClient } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { people } from "../support/tokens.ts";
import { aDoctor, type Booking, type Meeting, meetingIn, type Status, statuses } from "./meeting-in.ts";

let app: OpenApp;
let service: ZoomClient;
vi.setConfig({ maxConcurrency: 10 });
beforeAll(async () => {
  app = await openApp(unhurried);
  service = await app.as("service");
});
afterAll(() => app.close());

const illegal = "ILLEGAL_TRANSITION";
/** `same`: nothing changed; `anew`: pending again under another generation; else the status it comes to, or the refusal. */
type Report = "same" | "anew" | Status | typeof illegal | "ZOOM_API_ERROR";

const later = (booking: Booking) => new Date(Math.max(booking.startTime.getTime(), Date.now()) + 3_600_000);

const verbs: Record<string, (booking: Booking, meeting: Meeting) => Promise<Meeting>> = {
  "create, same slot and host": (booking) => service.meetings.create(booking),
  "create, other slot": (booking) => service.meetings.create({ ...booking, startTime: later(booking) }),
  "create, other host": (booking) =>
    service.meetings.create({ ...booking, startTime: later(booking), hostEmail: aDoctor() }),
  update: (booking, { id }) => service.meetings.update({ meetingId: id, startTime: later(booking) }),
  cancel: (_, { id }) => service.meetings.cancel({ meetingId: id, reason: "The patient is better" }),
  retry: (_, { id }) => service.meetings.retry({ meetingId: id }),
};

// In the order of `statuses`. A pending one stays pending here: its host's quota is used up. Of a failed one
// Zoom still refuses the doctor.
const table: Record<keyof typeof verbs, Report[]> = {
  "create, same slot and host": ["same", "same", "same", "same", "anew", "ZOOM_API_ERROR", "same"],
  "create, other slot": [illegal, illegal, illegal, illegal, "anew", "ZOOM_API_ERROR", "anew"],
  "create, other host": [illegal, illegal, illegal, illegal, "anew", "scheduled", "anew"],
  update: ["pending", "scheduled", illegal, illegal, illegal, "failed", illegal],
  cancel: ["cancelled", "cancelled", "cancelled", illegal, "same", "cancelled", "cancelled"],
  retry: ["same", "same", "same", illegal, illegal, "ZOOM_API_ERROR", illegal],
};

describe.concurrent("the status table", () => {
  for (const [verb, act] of Object.entries(verbs)) {
    for (const [index, status] of statuses.entries()) {
      const reported = table[verb]?.[index];
      test(`${verb}: ${status} → ${reported}`, async () => {
        const { booking, meeting } = await meetingIn(app, status);
        const generation = await generationOf(meeting);
        if (reported === illegal || reported === "ZOOM_API_ERROR") {
          expect(await refusalOf(act(booking, meeting))).toMatchObject({ reason: reported });
          const after = await service.meetings.get({ meetingId: meeting.id });
          const startTime = reported === illegal ? meeting.startTime : after.startTime;
          expect(after).toEqual({ ...meeting, startTime, updatedAt: expect.any(Date) });
          return;
        }
        const answer = await act(booking, meeting);
        expect(answer.id).toBe(meeting.id);
        if (reported === "same") expect(answer).toEqual({ ...meeting, updatedAt: expect.any(Date) });
        else expect(answer.status).toBe(reported === "anew" ? "scheduled" : reported);
        const isNew = reported === "anew" || (verb === "create, other host" && reported === "scheduled");
        expect(await generationOf(meeting)).toBe(isNew ? generation + 1 : generation);
        expect(answer.appointmentStatus).toBe(appointmentOf(answer));
      });
    }
  }
});

// Nobody was seen in these visits, and nobody was sent a link: nothing is known that completes or misses them.
const appointmentOf = ({ status }: Meeting) => (status === "cancelled" ? "CANCELLED" : "CONFIRMED");

const generationOf = async ({ id }: Meeting) => {
  const row = app.server.deps.db.selectFrom("zoom_meetings").select("generation").where("id", "=", id);
  return (await row.executeTakeFirstOrThrow()).generation;
};

describe.concurrent("what a refusal says", () => {
  test("creating again with another slot names the way out", async () => {
    const { booking } = await meetingIn(app, "scheduled");
    const refusal = await refusalOf(service.meetings.create({ ...booking, duration: 60 }));
    expect(refusal?.message).toContain("use update");
  });

  for (const status of ["pending", "scheduled", "started", "failed"] as const) {
    test(`another patient of a ${status} meeting is refused, and the link stays the first one's`, async () => {
      const { booking, meeting } = await meetingIn(app, status);
      const link = await service.links.get({ meetingId: meeting.id, role: "participant" });
      const other = service.meetings.create({ ...booking, participantEmail: "kim@home.example" });
      expect(await refusalOf(other)).toMatchObject({ reason: illegal });
      const after = await service.links.get({ meetingId: meeting.id, role: "participant" });
      expect(after.url).toBe(link.url);
    });
  }

  test("another patient of a cancelled meeting gets it, with a link of their own", async () => {
    const { booking, meeting } = await meetingIn(app, "scheduled");
    const link = await service.links.get({ meetingId: meeting.id, role: "participant" });
    await service.meetings.cancel({ meetingId: meeting.id });
    const revived = await service.meetings.create({
      ...booking,
      participantEmail: "kim@home.example",
      participantName: "Kim Stone",
    });
    expect(revived).toMatchObject({ participantEmail: "kim@home.example", participantName: "Kim Stone" });
    const theirs = await service.links.get({ meetingId: meeting.id, role: "participant" });
    expect(theirs.url).not.toBe(link.url);
    expect(await (await fetch(link.url)).text()).toContain('data-state="revoked"');
  });
});

test("a doctor makes no visit of an appointment that is another doctor's, also before it has one", async () => {
  const inPerson = anAppointment({ type: "IN_PERSON" });
  await service.lifecycle.appointmentChanged({ appointment: inPerson });
  const doctor = await app.as("otherDoctor");
  const booking = aBooking({ appointmentId: inPerson.id, hostEmail: people.otherDoctor.email });
  expect(await refusalOf(doctor.meetings.create(booking))).toMatchObject({ reason: "MEETING_NOT_FOUND" });
  const own = await app.as("doctor");
  const theirs = { ...booking, hostEmail: people.doctor.email };
  expect(await own.meetings.create(theirs)).toMatchObject({ status: "scheduled" });
});

describe.concurrent("times", () => {
  test("a start in the past is taken while the window is open, refused after it, and names the field", async () => {
    const running = await meetingIn(app, "scheduled", { startTime: minutesFromNow(-20) });
    expect(running.meeting.status).toBe("scheduled");
    const booking = { ...running.booking, hostEmail: aDoctor(), startTime: minutesFromNow(-61) };
    const closed = { ...booking, appointmentId: crypto.randomUUID() };
    const refused = {
      reason: "VALIDATION_ERROR",
      data: { issues: [{ path: "startTime", message: expect.any(String) }] },
    };
    expect(await refusalOf(service.meetings.create(closed))).toMatchObject(refused);
    expect(await refusalOf(service.meetings.getByAppointment(closed))).toMatchObject({
      reason: "VALIDATION_ERROR",
    });
    const { appointmentId } = closed;
    expect(await refusalOf(service.meetings.getByAppointment({ appointmentId }))).toMatchObject({
      reason: "MEETING_NOT_FOUND",
    });
    const move = { meetingId: running.meeting.id, startTime: minutesFromNow(-90) };
    expect(await refusalOf(service.meetings.update(move))).toMatchObject(refused);
  });

  test("a visit that has begun can still be renamed and made longer", async () => {
    const { meeting } = await meetingIn(app, "scheduled", { startTime: minutesFromNow(-20) });
    const longer = await service.meetings.update({ meetingId: meeting.id, duration: 60, topic: "Longer" });
    expect(longer).toMatchObject({ duration: 60, topic: "Longer", status: "scheduled" });
    const [atZoom] = (await app.zoom.control.journal()).filter(({ id }) => id === meeting.zoomMeetingId);
    expect(atZoom?.duration).toBe(60);
  });

  test("an empty change is refused, and one that changes nothing changes nothing", async () => {
    const { booking, meeting } = await meetingIn(app, "scheduled", { startTime: minutesFromNow(60) });
    expect(await refusalOf(service.meetings.update({ meetingId: meeting.id }))).toMatchObject({
      reason: "VALIDATION_ERROR",
    });
    const { startTime, duration, topic } = booking;
    expect(await service.meetings.update({ meetingId: meeting.id, startTime, duration, topic })).toEqual(
      meeting,
    );
  });
});
