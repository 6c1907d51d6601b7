import { randomUUID } from "node:crypto";
import { isZoomError } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { type Person, people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

let minutes = 60;
const nextSlot = () => {
  minutes += 60;
  return minutesFromNow(minutes);
};
const anAddress = () => `family-${randomUUID()}@home.example`;

/** A visit as the platform books it. */
async function booked(patient: { id?: string; name?: string; email?: string }) {
  const appointment = anAppointment({ startTime: nextSlot(), patient });
  const service = await app.as("service");
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  return { ...meeting, appointment };
}

/** A visit as staff book it. */
const created = async (patient: {
  participantId?: string;
  participantName?: string;
  participantEmail?: string;
}) =>
  (await app.as("staff")).meetings.create(
    aBooking({
      startTime: nextSlot(),
      waitMs: 0,
      participantEmail: undefined,
      participantName: undefined,
      ...patient,
    }),
  );

const holderOf = (email: string, sub = `holder-${randomUUID()}`): Person => ({ role: "patient", sub, email });

/** Whether this caller is shown a visit; every way of asking gives the same answer. */
async function sees(
  person: Person,
  { id, appointmentId }: { id: string; appointmentId: string },
  claims: Record<string, unknown> = {},
): Promise<boolean> {
  const token = await tokenFor(person, claims);
  const call = (procedure: string, input: unknown) => callRaw(app.url, procedure, { token, input });
  const answers = [
    await call("meetings.get", { meetingId: id }),
    await call("meetings.getByAppointment", { appointmentId }),
    await call("links.get", { meetingId: id, role: person.role === "doctor" ? "host" : "participant" }),
  ];
  const rest = await fetch(`${app.url}/api/zoom/meetings/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const list = await call("meetings.list", { limit: 100 });
  const shown = [...answers.map(({ status }) => status), rest.status, list.text.includes(id) ? 200 : 404];
  expect(new Set(shown).size).toBe(1);
  return shown[0] === 200;
}

const nameShown = async ({ id }: { id: string }, as: Person | "doctor" = "doctor") =>
  (await (await app.as(as)).meetings.get({ meetingId: id })).participantName;

test("of two names on one address without ids neither is seen by the address, and the doctor sees the right names", async () => {
  const email = anAddress();
  const mother = await booked({ name: "Maria Okafor", email });
  expect(await sees(holderOf(email), mother)).toBe(true);
  const child = await booked({ name: "Jonah Okafor", email });
  const nameless = await booked({ email });
  for (const visit of [mother, child, nameless]) expect(await sees(holderOf(email), visit)).toBe(false);
  expect([await nameShown(mother), await nameShown(child), await nameShown(nameless)]).toEqual([
    "Maria Okafor",
    "Jonah Okafor",
    null,
  ]);
});

test("the same holds for bookings of the clinic, and for one of the clinic beside one of the platform", async () => {
  const email = anAddress();
  const one = await created({ participantEmail: email, participantName: "Maria Okafor" });
  expect(await sees(holderOf(email), one)).toBe(true);
  const other = await booked({ name: "Jonah Okafor", email });
  expect([await sees(holderOf(email), one), await sees(holderOf(email), other)]).toEqual([false, false]);
});

test("one name in other letters, and a booking without a name, are no second person", async () => {
  const email = anAddress();
  const visits = [
    await booked({ name: "Jos\u00e9 Stra\u00dfer", email }),
    await booked({ name: "JOSE\u0301  STRASSER ", email }),
    await created({ participantEmail: email.toUpperCase() }),
  ];
  for (const visit of visits) expect(await sees(holderOf(email), visit)).toBe(true);
});

test("two ids on one address: each sees their own by id, and nobody the visit that names no id", async () => {
  const email = anAddress();
  const [one, two] = [`patient-${randomUUID()}`, `patient-${randomUUID()}`];
  const first = await booked({ id: one, name: "Maria Okafor", email });
  const nameless = await booked({ email });
  expect(await sees(holderOf(email, one), nameless)).toBe(true);
  const second = await created({
    participantId: two,
    participantEmail: email,
    participantName: "Maria Okafor",
  });
  const seen = async (sub: string) => [
    await sees(holderOf(email, sub), first),
    await sees(holderOf(email, sub), second),
    await sees(holderOf(email, sub), nameless),
  ];
  expect([await seen(one), await seen(two), await seen("somebody")]).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, false],
  ]);
});

test("a name that the platform corrects is no second person", async () => {
  const email = anAddress();
  const first = await booked({ name: "Maria Okafor", email });
  const mistyped = await booked({ name: "Maria Okafro", email });
  expect(await sees(holderOf(email), first)).toBe(false);
  const { appointment } = mistyped;
  const corrected = {
    ...appointment,
    patient: { name: "Maria Okafor", email },
    updatedAt: new Date(Date.now() + 1_000),
  };
  await (await app.as("service")).lifecycle.appointmentChanged({ appointment: corrected });
  expect([await sees(holderOf(email), first), await sees(holderOf(email), mistyped)]).toEqual([true, true]);
});

test("doctors who share an address see each other's visits no more than patients do, and one who is a patient too sees both", async () => {
  const email = `practice-${randomUUID()}@clinic.example`;
  const appointment = (name: string) =>
    anAppointment({ startTime: nextSlot(), doctor: { name, email }, patient: { id: randomUUID() } });
  const service = await app.as("service");
  const make = async (name: string) => {
    const { meeting } = await service.lifecycle.appointmentChanged({ appointment: appointment(name) });
    if (!meeting) throw new Error("No meeting was made");
    return meeting;
  };
  const doctor: Person = { role: "doctor", sub: "somebody", email };
  const first = await make("Dr. Ada Moreau");
  const asPatient = await booked({ name: "Ada Moreau", email });
  expect([await sees(doctor, first), await sees(holderOf(email), asPatient)]).toEqual([true, true]);
  const second = await make("Dr. Grace Lind");
  expect([await sees(doctor, first), await sees(doctor, second)]).toEqual([false, false]);
  expect(await sees(holderOf(email), asPatient)).toBe(true);
});

test.each([
  ["a Kelvin sign for k", "\u212aim@home.example"],
  ["a long s for s", "kim@home.example".replace("home", "hou\u017fe")],
  ["a Cyrillic letter", "k\u0456m@home.example"],
  ["full-width letters", "\uff4bim@home.example"],
  ["a dotless i", "k\u0131m@home.example"],
  ["a combining mark", "kim\u0301@home.example"],
  ["an invisible character", "kim\u200b@home.example"],
  ["a full-width at sign", "kim@home.example".replace("@", "\uff20")],
])("a look-alike address with %s is another one", async (_, lookalike) => {
  const base = "kim@home.example";
  const visit = await booked({ email: base });
  const token = await tokenFor({ role: "patient", sub: "somebody", email: lookalike });
  const answer = await callRaw(app.url, "meetings.get", { token, input: { meetingId: visit.id } });
  expect([401, 404]).toContain(answer.status);
  const mine = await booked({ email: lookalike });
  expect(await sees(holderOf(base), visit)).toBe(true);
  expect(await sees(holderOf(base), mine)).toBe(false);
});

test("an address that nobody verified shows nothing; the id does", async () => {
  const email = anAddress();
  const sub = `patient-${randomUUID()}`;
  const byAddress = await booked({ email });
  const byId = await booked({ id: sub, name: "Maria Okafor", email: anAddress() });
  for (const unverified of [false, "false", 0, null, "no"]) {
    expect(await sees(holderOf(email, sub), byAddress, { email_verified: unverified })).toBe(false);
    expect(await sees(holderOf(email, sub), byId, { email_verified: unverified })).toBe(true);
  }
  expect(await sees(holderOf(email, sub), byAddress, { email_verified: true })).toBe(true);
});

test("a doctor whose address nobody verified books under no address", async () => {
  const token = await tokenFor(people.doctor, { email_verified: false });
  const answer = await callRaw(app.url, "meetings.create", {
    token,
    input: aBooking({ startTime: nextSlot() }),
  });
  expect([answer.status, answer.error?.data.reason]).toEqual([403, "FORBIDDEN"]);
});

test("a doctor who probes addresses and ids learns no name, no address and no visit, and changes nothing", async () => {
  const secret = { id: `patient-${randomUUID()}`, name: `Canary ${randomUUID()}`, email: anAddress() };
  const unnumbered = { name: `Canary ${randomUUID()}`, email: anAddress() };
  const visits = [await booked(secret), await booked(unnumbered)];
  const token = await tokenFor(people.otherDoctor);
  const texts: string[] = [];
  const call = async (procedure: string, input: unknown) => {
    const answer = await callRaw(app.url, procedure, { token, input });
    texts.push(answer.text);
    return answer.result as { id: string };
  };
  const probes = [
    { participantEmail: secret.email },
    { participantEmail: unnumbered.email },
    { participantId: secret.id },
    { participantId: secret.id, participantEmail: "attacker@elsewhere.example", participantName: "Somebody" },
    { participantId: `patient-${randomUUID()}`, participantEmail: unnumbered.email },
  ];
  for (const probe of probes) {
    const booking = {
      ...aBooking({ hostEmail: people.otherDoctor.email, startTime: nextSlot(), waitMs: 0 }),
    };
    const { id } = await call("meetings.create", {
      ...booking,
      participantEmail: undefined,
      participantName: undefined,
      ...probe,
    });
    await call("meetings.get", { meetingId: id });
    await call("visits.get", { meetingId: id });
    await call("lifecycle.history", { meetingId: id });
    await call("links.get", { meetingId: id, role: "participant" });
    await call("links.invite", { meetingId: id, kind: "interpreter", email: secret.email });
    await call("visits.get", { meetingId: id });
    const rest = await fetch(`${app.url}/api/zoom/meetings/${id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    texts.push(await rest.text());
  }
  await call("meetings.list", { limit: 100 });
  const all = texts.join("\n");
  for (const text of ["Canary", ...visits.map(({ id }) => id)]) expect(all).not.toContain(text);
  expect(all.replaceAll(JSON.stringify(secret.email), "").split(secret.email)).toHaveLength(1);

  const again = await booked({ id: secret.id });
  expect(again).toMatchObject({ participantName: secret.name, participantEmail: secret.email });
  expect(await nameShown(visits[0] as { id: string })).toBe(secret.name);
});

test("the platform's id decides in meetings.create: the visit is that patient's, and nobody's by address", async () => {
  const participantId = `patient-${randomUUID()}`;
  const email = anAddress();
  const visit = await created({ participantId, participantEmail: email, participantName: "Maria Okafor" });
  expect(visit).toMatchObject({ participantName: "Maria Okafor", participantEmail: email });
  expect(await sees(holderOf("moved@home.example", participantId), visit)).toBe(true);
  expect(await sees(holderOf(email), visit)).toBe(false);
  const staff = await app.as("staff");
  const repeated = (change: object) =>
    staff.meetings.create({
      ...aBooking({ appointmentId: visit.appointmentId, startTime: visit.startTime, waitMs: 0 }),
      participantEmail: undefined,
      participantName: undefined,
      ...change,
    });
  expect((await repeated({ participantId })).id).toBe(visit.id);
  await expect(repeated({ participantId: "another" })).rejects.toSatisfy((error) =>
    isZoomError(error, "ILLEGAL_TRANSITION"),
  );
});

test("patients are shown nothing of the clinic's own work, and cannot ask for it", async () => {
  const { id, appointmentId } = await booked({ id: people.patient.sub, email: "no address" });
  const staff = await app.as("staff");
  expect(await staff.meetings.get({ meetingId: id })).toMatchObject({
    attention: "no-contact",
    attentions: ["no-contact"],
    appointmentStatus: "CONFIRMED",
    disputed: false,
  });
  const hidden = {
    attention: null,
    attentions: [],
    appointmentStatus: null,
    outcomeBy: null,
    evidenceOutcome: null,
    disputed: null,
  };
  const patient = await app.as("patient");
  expect(await patient.meetings.get({ meetingId: id })).toMatchObject(hidden);
  expect(await patient.meetings.getByAppointment({ appointmentId })).toMatchObject(hidden);
  const { items } = await patient.meetings.list({ limit: 100 });
  expect(items.find((item) => item.id === id)).toMatchObject(hidden);
  await expect(patient.meetings.list({ attention: "no-contact" })).rejects.toSatisfy((error) =>
    isZoomError(error, "FORBIDDEN"),
  );
});
