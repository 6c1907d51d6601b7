import { randomUUID } from "node:crypto";
import { isZoomError } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { clientOf, type OpenApp, openApp } from "../support/open-app.ts";
import { type Person, people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

async function meetingOf(change: Parameters<typeof anAppointment>[0]): Promise<string> {
  const service = await app.as("service");
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment: anAppointment(change) });
  if (!meeting) throw new Error("No meeting was made");
  return meeting.id;
}

async function mayRead(person: Person, meetingId: string): Promise<boolean> {
  const client = await clientOf(app.url, person);
  const got = await client.meetings.get({ meetingId }).then(
    () => true,
    (error) => {
      if (isZoomError(error, "MEETING_NOT_FOUND")) return false;
      throw error;
    },
  );
  const { items } = await client.meetings.list({ limit: 100 });
  expect(items.some(({ id }) => id === meetingId)).toBe(got);
  return got;
}

describe.each(["doctor", "patient"] as const)("a %s", (role) => {
  const email = `${role}-of-many@clinic.example`;
  const other = role === "doctor" ? "patient" : "doctor";
  const rest = { [other]: { id: "someone", email: "someone@clinic.example" } };

  test("named by the platform's id owns by that id alone, whatever the e-mail", async () => {
    const startTime = minutesFromNow(role === "doctor" ? 200 : 300);
    const meetingId = await meetingOf({ startTime, ...rest, [role]: { id: `${role}-7`, email } });
    expect(await mayRead({ role, sub: `${role}-7`, email }, meetingId)).toBe(true);
    expect(await mayRead({ role, sub: `${role}-7`, email: "moved@clinic.example" }, meetingId)).toBe(true);
    expect(await mayRead({ role, sub: `${role}-8`, email }, meetingId)).toBe(false);
    expect(await mayRead({ role, sub: email, email }, meetingId)).toBe(false);
  });

  test("whom the platform gave no id owns by the e-mail, in any case", async () => {
    const lonely = `lonely-${role}@clinic.example`;
    const startTime = minutesFromNow(role === "doctor" ? 400 : 500);
    const meetingId = await meetingOf({ startTime, ...rest, [role]: { email: lonely } });
    expect(await mayRead({ role, sub: "anybody", email: lonely }, meetingId)).toBe(true);
    expect(await mayRead({ role, sub: "anybody", email: lonely.toUpperCase() }, meetingId)).toBe(true);
    expect(await mayRead({ role, sub: "anybody", email: `x${lonely}` }, meetingId)).toBe(false);
  });

  test("does not own the other side of a visit", async () => {
    const startTime = minutesFromNow(role === "doctor" ? 600 : 700);
    const meetingId = await meetingOf({ startTime, [role]: { id: "x", email: "x@clinic.example" }, ...rest });
    expect(await mayRead({ role, sub: "someone", email: "someone@clinic.example" }, meetingId)).toBe(false);
  });
});

test("no answer to a patient holds a way in as host, also while the window is open", async () => {
  const meetingId = await meetingOf({});
  const token = await tokenFor(people.patient);
  const asked = { token, input: { meetingId, role: "participant" } };
  const link = await callRaw(app.url, "links.get", asked);
  const password = (await app.zoom.control.journal()).at(-1)?.password ?? "";
  expect(password).toMatch(/^[A-Za-z0-9]{10}$/);
  expect(link.result).toMatchObject({ password });

  const answers = [
    link,
    await callRaw(app.url, "meetings.get", { token, input: { meetingId } }),
    await callRaw(app.url, "meetings.list", { token, input: {} }),
    await callRaw(app.url, "links.get", { token, input: { meetingId, role: "host" } }),
    await callRaw(app.url, "links.revoke", { token, input: { meetingId, role: "host" } }),
    await callRaw(app.url, "lifecycle.history", { token, input: { meetingId } }),
    await callRaw(app.url, "visits.get", { token, input: { meetingId } }),
  ];
  for (const answer of answers) expect(answer.text).not.toMatch(/zak|pwd=|\/s\//);
  for (const answer of answers.slice(1)) expect(answer.text).not.toContain(password);

  const { url } = link.result as { url: string };
  expect(await (await fetch(url)).text()).not.toMatch(/zak|pwd=/);
  const redirect = await fetch(url, { method: "POST", redirect: "manual" });
  expect(redirect.headers.get("location")).not.toContain("zak");
});

test("the token of a person who lost the appointment stops working with the next call", async () => {
  const appointment = anAppointment({ id: randomUUID(), startTime: minutesFromNow(900) });
  const service = await app.as("service");
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  const meetingId = meeting?.id ?? "";
  expect(await mayRead(people.doctor, meetingId)).toBe(true);
  const { sub: id, email } = people.otherDoctor;
  const moved = { ...appointment, doctor: { id, email }, updatedAt: new Date(Date.now() + 1_000) };
  await service.lifecycle.appointmentChanged({ appointment: moved });
  expect(await mayRead(people.doctor, meetingId)).toBe(false);
  expect(await mayRead(people.otherDoctor, meetingId)).toBe(true);
});

test("a doctor cannot take over another doctor's appointment that has no meeting yet", async () => {
  const { sub: id, email } = people.otherDoctor;
  const startTime = minutesFromNow(1_000);
  const appointment = anAppointment({ startTime, status: "PENDING", doctor: { id, email } });
  const service = await app.as("service");
  expect(await service.lifecycle.appointmentChanged({ appointment })).toEqual({ meeting: null });
  const booking = { appointmentId: appointment.id, topic: "Mine", startTime, duration: 30 };
  const doctor = await app.as("doctor");
  const attempt = doctor.meetings.create({ ...booking, hostEmail: people.doctor.email });
  await expect(attempt).rejects.toSatisfy((error) => isZoomError(error, "MEETING_NOT_FOUND"));
});
