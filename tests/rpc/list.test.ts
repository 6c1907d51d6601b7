import { randomUUID } from "node:crypto";
import type { Inputs, ZoomClient } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { people } from "../support/tokens.ts";
import { aDoctor } from "./meeting-in.ts";

let app: OpenApp;
let staff: ZoomClient;
beforeAll(async () => {
  app = await openApp(unhurried);
  staff = await app.as("staff");
});
afterAll(() => app.close());

async function allPages(filter: Inputs["meetings"]["list"], client = staff) {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await client.meetings.list({ ...filter, cursor });
    pages.push(page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return pages;
}

test("pages go by start time, then id, and neither lose nor repeat a meeting", async () => {
  const day = minutesFromNow(60 * 24 * 100);
  const at = (hours: number) => new Date(day.getTime() + hours * 3_600_000);
  const made = await Promise.all(
    [2, 0, 1, 1, 1, 3, 2].map((hours) =>
      staff.meetings.create(aBooking({ hostEmail: aDoctor(), startTime: at(hours), waitMs: 0 })),
    ),
  );
  const inOrder = made
    .toSorted((a, b) => a.startTime.getTime() - b.startTime.getTime() || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
  const range = { from: at(0), to: at(4) };
  expect(await allPages({ ...range, limit: 2 })).toEqual([
    inOrder.slice(0, 2),
    inOrder.slice(2, 4),
    inOrder.slice(4, 6),
    inOrder.slice(6),
  ]);
  expect(await allPages({ ...range, limit: 7 })).toEqual([inOrder]);
  expect((await allPages({ from: at(1), to: at(2) })).flat()).toEqual(inOrder.slice(1, 4));

  const first = await staff.meetings.list({ ...range, limit: 3 });
  await staff.meetings.create(aBooking({ hostEmail: aDoctor(), startTime: at(0), waitMs: 0 }));
  const second = await staff.meetings.list({ ...range, limit: 7, cursor: first.nextCursor ?? "" });
  expect(second.items.map(({ id }) => id)).toEqual(inOrder.slice(3));
  expect(second.nextCursor).toBeNull();
});

test("status, attention and host narrow the list", async () => {
  const hostEmail = aDoctor();
  const refused = aDoctor();
  await app.zoom.control.setUser(refused, "unlicensed");
  const kept = await staff.meetings.create(aBooking({ hostEmail }));
  const startTime = minutesFromNow(300);
  const cancelled = await staff.meetings.create(aBooking({ hostEmail, startTime }));
  await staff.meetings.cancel({ meetingId: cancelled.id });
  const booking = aBooking({ hostEmail: refused });
  await refusalOf(staff.meetings.create(booking));
  const { id: failed } = await staff.meetings.getByAppointment({ appointmentId: booking.appointmentId });

  const idsOf = async (filter: Inputs["meetings"]["list"]) =>
    (await staff.meetings.list(filter)).items.map(({ id }) => id);
  expect(await idsOf({ hostEmail })).toEqual([kept.id, cancelled.id]);
  expect(await idsOf({ hostEmail: hostEmail.toUpperCase(), status: "cancelled" })).toEqual([cancelled.id]);
  expect(await idsOf({ status: "failed" })).toEqual([failed]);
  expect(await idsOf({ attention: "no-host" })).toEqual([failed]);
  expect(await idsOf({ attention: "drift" })).toEqual([]);
});

test("doctors and patients see their own meetings only: by the platform's id, by e-mail where there is none", async () => {
  const service = await app.as("service");
  const [doctor, patient] = [randomUUID(), randomUUID()];
  const email = (name: string) => `${name}@home.example`;
  const both = {
    doctor: { id: doctor, email: email(doctor) },
    patient: { id: patient, email: email(patient) },
  };
  const byId = await service.lifecycle.appointmentChanged({ appointment: anAppointment(both) });
  const byEmail = await service.meetings.create(
    aBooking({ hostEmail: email(doctor), participantEmail: email(patient), startTime: minutesFromNow(120) }),
  );
  await service.meetings.create(aBooking({ hostEmail: aDoctor() }));

  const own = [byId.meeting?.id, byEmail.id];
  const asDoctor = await app.as({ role: "doctor", sub: doctor, email: email(doctor) });
  const asPatient = await app.as({ role: "patient", sub: patient, email: email(patient) });
  expect((await allPages({ limit: 1 }, asDoctor)).flat()).toEqual(own);
  expect((await allPages({ limit: 1 }, asPatient)).flat()).toEqual(own);
  const namesake = await app.as({ role: "patient", sub: randomUUID(), email: email(patient) });
  expect((await allPages({}, namesake)).flat()).toEqual([byEmail.id]);
  const stranger = await app.as({ ...people.patient, sub: randomUUID(), email: email(randomUUID()) });
  expect((await allPages({}, stranger)).flat()).toEqual([]);
});

test("a cursor that is not ours, and a limit out of bounds, are refused by name", async () => {
  for (const [field, value] of [
    ["cursor", "bm90IG91cnM"],
    ["cursor", ""],
    ["limit", 0],
    ["limit", 101],
  ] as const) {
    expect(await refusalOf(staff.meetings.list({ [field]: value }))).toMatchObject({
      reason: "VALIDATION_ERROR",
      data: { issues: [{ path: field }] },
    });
  }
});
