import { randomUUID } from "node:crypto";
import { unsealableOrNull } from "@patientcare/zoom-db";
import type { Inputs } from "@patientcare/zoom-sdk";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { again, aPerson, given } from "../rpc/open-platform.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { aVisit, linkOf } from "./a-visit.ts";
import { accessRows } from "./access-rows.ts";
import { stages } from "./states.ts";
import { pass, visitLink } from "./visit-a-link.ts";

type Invite = Inputs["links"]["invite"];

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

const invite = async (input: Invite) => (await app.as("staff")).links.invite(input);
const refused = async (input: Invite) => {
  const failure = await refusalOf(invite(input));
  return { reason: failure?.reason, data: failure?.data };
};
const revoke = async (meetingId: string, participantId: string) =>
  (await app.as("staff")).links.revoke({ meetingId, participantId });

const sealed = [
  unsealableOrNull("p.name").as("name"),
  unsealableOrNull("p.language").as("language"),
  unsealableOrNull("p.interprets").as("interprets"),
  unsealableOrNull("h.email").as("email"),
  "h.name as person_name",
] as const;

/** The stored row of a companion, in clear. */
async function storedOf(participantId: string) {
  const { db, encryption } = app.server.deps;
  const row = await db
    .selectFrom("participants as p")
    .innerJoin("persons as h", "h.id", "p.person_id")
    .selectAll("p")
    .select(sealed)
    .where("p.id", "=", participantId)
    .executeTakeFirstOrThrow();
  const said = (column: "name" | "language" | "interprets") =>
    row[column] && encryption.unseal({ record: "participants", column, id: row.id }, row[column]);
  return {
    kind: row.kind,
    role: row.role,
    consented: row.consented_at !== null,
    name: said("name"),
    language: said("language"),
    interprets: said("interprets"),
    email:
      row.email && encryption.unseal({ record: "persons", column: "email", id: row.person_id }, row.email),
    personName: row.person_name,
  };
}

describe("an invited companion", () => {
  test.each([
    { kind: "interpreter", interprets: "gsg" },
    { kind: "captioner", interprets: "ase" },
    { kind: "caregiver" },
    { kind: "trainee", consent: true },
  ] as const)("$kind has a link of their own into the visit, on record", async (who) => {
    const meeting = await aVisit(app);
    const patients = await linkOf(app, meeting);
    const { url, participantId, opensAt, expiresAt } = await invite({ meetingId: meeting.id, ...who });
    expect(url).not.toBe(patients);
    expect(opensAt.getTime()).toBe(meeting.startTime.getTime() - 15 * 60_000);
    expect(expiresAt.getTime()).toBe(meeting.startTime.getTime() + 60 * 60_000);
    expect(await visitLink(url)).toMatchObject({ status: 200, state: "open" });
    const [mine, theirs] = [await pass(url), await pass(patients)];
    expect(mine).toMatchObject({ status: 303, location: theirs.location });
    const rows = (await accessRows(app, meeting.id)).filter((row) => row.participant_id === participantId);
    const link_id = expect.any(String);
    expect(rows).toMatchObject([
      { action: "links.invite", decision: "allowed", actor_role: "staff", link_id },
      { action: "links.redirect", decision: "allowed", link_id },
    ]);
    expect(await storedOf(participantId)).toMatchObject({
      kind: who.kind,
      role: "participant",
      consented: who.kind === "trainee",
    });
  });

  test("is stored as it was said for this visit, and nothing of it in clear", async () => {
    const meeting = await aVisit(app);
    const said = { name: "Kim Nakamura-Canary", email: `kim-${randomUUID()}@bücher.example` };
    const more = { language: "PT-br", interprets: "sgn-DE" };
    const { participantId } = await invite({ meetingId: meeting.id, kind: "interpreter", ...said, ...more });
    expect(await storedOf(participantId)).toMatchObject({ ...said, language: "pt-BR", interprets: "gsg" });
    const { rows } = await sql<{ text: string }>`
      select row_to_json(p)::text || row_to_json(h)::text as text
      from participants p join persons h on h.id = p.person_id where p.id = ${participantId}::uuid`.execute(
      app.server.deps.db,
    );
    for (const secret of ["Canary", "kim-", "pt-BR", "gsg"]) expect(rows[0]?.text).not.toContain(secret);
  });

  test("never renames a patient who has the same address", async () => {
    const email = `shared-${randomUUID()}@example.com`;
    const meeting = await aVisit(app, { participantEmail: email, participantName: undefined });
    await invite({ meetingId: meeting.id, kind: "caregiver", name: "Kim", email });
    const seen = await (await app.as("staff")).meetings.get({ meetingId: meeting.id });
    expect(seen).toMatchObject({ participantEmail: email, participantName: null });
  });

  test("is somebody else with each call, and completed by their id under the same link", async () => {
    const { id: meetingId } = await aVisit(app);
    const one = await invite({ meetingId, kind: "trainee", name: "Kim", consent: true });
    const two = await invite({ meetingId, kind: "trainee", name: "Kim", consent: true });
    expect(two.participantId).not.toBe(one.participantId);
    expect(two.url).not.toBe(one.url);

    const { participantId } = one;
    const email = `kim-${randomUUID()}@example.com`;
    expect(await invite({ meetingId, kind: "trainee", participantId, email })).toEqual(one);
    const renamed = await invite({
      meetingId,
      kind: "trainee",
      participantId,
      name: "Kim N.",
      language: "de",
    });
    expect(renamed).toEqual(one);
    expect(await storedOf(participantId)).toMatchObject({
      name: "Kim N.",
      email,
      language: "de",
      consented: true,
    });
    expect(await storedOf(two.participantId)).toMatchObject({ name: "Kim", email: null });
  });

  test("gets another link when their address is corrected: the first went to somebody else", async () => {
    const { id: meetingId } = await aVisit(app);
    const name = randomUUID();
    const first = await invite({ meetingId, kind: "caregiver", email: `${name}@bücher.example` });
    const { participantId } = first;
    const complete = (email: string) => invite({ meetingId, kind: "caregiver", participantId, email });
    expect((await complete(`${name}@xn--bcher-kva.example`)).url).toBe(first.url);
    const second = await complete(`other-${name}@example.com`);
    expect(second).toMatchObject({ participantId });
    expect((await pass(first.url)).status).toBe(410);
    expect((await pass(second.url)).status).toBe(303);
  });

  test("who is not one of this visit's is not there to be completed", async () => {
    const [{ id: meetingId }, other] = [await aVisit(app), await aVisit(app)];
    const theirs = await invite({ meetingId: other.id, kind: "caregiver" });
    const patient = await app.server.deps.db
      .selectFrom("participants")
      .select("id")
      .where("meeting_id", "=", meetingId)
      .where("kind", "=", "patient")
      .executeTakeFirstOrThrow();
    const answers = [];
    for (const participantId of [theirs.participantId, randomUUID(), patient.id]) {
      const failure = await refusalOf(invite({ meetingId, kind: "caregiver", participantId, name: "Kim" }));
      answers.push([failure?.reason, failure?.message]);
    }
    expect(answers).toEqual(Array(3).fill(["NOT_FOUND", expect.any(String)]));
    expect(new Set(answers.map(([, message]) => message)).size).toBe(1);
    expect(await storedOf(theirs.participantId)).toMatchObject({ name: null });

    const mine = await invite({ meetingId, kind: "caregiver" });
    const asOther = { meetingId, kind: "interpreter", participantId: mine.participantId } as const;
    expect(await refused(asOther)).toMatchObject({
      reason: "VALIDATION_ERROR",
      data: { issues: [{ path: "kind" }] },
    });
  });
});

test("a visit has at most ten companions with a live link; revoking one makes room", async () => {
  const { id: meetingId } = await aVisit(app);
  const all = await Promise.all(
    Array.from({ length: 12 }, () => refusalOf(invite({ meetingId, kind: "caregiver" }))),
  );
  const reasons = all.map((failure) => failure?.reason ?? "OK").sort();
  expect(reasons).toEqual([...Array(10).fill("OK"), "VALIDATION_ERROR", "VALIDATION_ERROR"]);
  const { db } = app.server.deps;
  const [one] = await db
    .selectFrom("participants")
    .select("id")
    .where("meeting_id", "=", meetingId)
    .where("kind", "=", "caregiver")
    .execute();
  const participantId = one?.id ?? "";
  const failure = await refused({ meetingId, kind: "caregiver" });
  expect(failure.data?.issues).toEqual([
    { path: "meetingId", message: expect.stringContaining("revoke the link") },
  ]);
  // Completing takes no place of its own.
  await invite({ meetingId, kind: "caregiver", participantId, name: "Kim" });
  await revoke(meetingId, participantId);
  await invite({ meetingId, kind: "caregiver" });
  expect((await refused({ meetingId, kind: "caregiver", participantId })).reason).toBe("VALIDATION_ERROR");
});

test("a companion's link is revoked by their id, and the next invitation of the same one gives another", async () => {
  const meeting = await aVisit(app);
  const [other, patients] = [await aVisit(app), await linkOf(app, meeting)];
  const { url, participantId } = await invite({ meetingId: meeting.id, kind: "interpreter" });
  for (const [meetingId, id] of [
    [other.id, participantId],
    [meeting.id, randomUUID()],
  ] as const) {
    expect((await refusalOf(revoke(meetingId, id)))?.reason).toBe("NOT_FOUND");
  }
  expect((await pass(url)).status).toBe(303);
  expect((await revoke(meeting.id, participantId)).revokedAt).toBeInstanceOf(Date);
  expect((await pass(url)).status).toBe(410);
  expect((await pass(patients)).status).toBe(303);
  const next = await invite({ meetingId: meeting.id, kind: "interpreter", participantId });
  expect(next.url).not.toBe(url);
  expect((await pass(next.url)).status).toBe(303);
  expect((await accessRows(app, meeting.id)).filter(({ action }) => action === "links.revoke")).toMatchObject(
    [
      { decision: "refused", reason: "NOT_FOUND" },
      { decision: "allowed", participant_id: participantId },
    ],
  );
});

test("the patient's link is revoked by their id too, and that of a former patient is not there any more", async () => {
  const service = await app.as("service");
  const appointment = given();
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  const meetingId = meeting?.id ?? "";
  await service.lifecycle.appointmentChanged({ appointment: again(appointment, { patient: aPerson() }) });
  const link = (await service.links.get({ meetingId, role: "participant" })).url;
  const patients = await app.server.deps.db
    .selectFrom("participants")
    .select("id")
    .where("meeting_id", "=", meetingId)
    .where("kind", "=", "patient")
    .orderBy("created_at")
    .execute();
  const [former = "", present = ""] = patients.map(({ id }) => id);
  expect((await refusalOf(revoke(meetingId, former)))?.reason).toBe("NOT_FOUND");
  expect((await pass(link)).status).toBe(303);
  await revoke(meetingId, present);
  expect((await pass(link)).status).toBe(410);
});

test.each(["over", "cancelled"] as const)("nobody is invited to a visit that is %s", async (stage) => {
  const { meeting } = await stages[stage](app, "participant");
  expect((await refused({ meetingId: meeting.id, kind: "caregiver" })).reason).toBe("LINK_EXPIRED");
});

test("a companion's link is closed until the window opens, and stays open after the scheduled end", async () => {
  const early = await aVisit(app, { startTime: minutesFromNow(60) });
  expect((await pass((await invite({ meetingId: early.id, kind: "interpreter" })).url)).status).toBe(403);
  const late = await aVisit(app, { startTime: minutesFromNow(-20), duration: 15 });
  expect((await pass((await invite({ meetingId: late.id, kind: "interpreter" })).url)).status).toBe(303);
});

test("companions stay with the visit when doctor and patient change, it is cancelled and comes back", async () => {
  const service = await app.as("service");
  const tell = async (appointment: ReturnType<typeof given>) =>
    (await service.lifecycle.appointmentChanged({ appointment })).meeting;
  const appointment = given();
  const meeting = await tell(appointment);
  if (!meeting) throw new Error("No meeting was made");
  const invitation = await invite({ meetingId: meeting.id, kind: "interpreter", name: "Kim" });
  const { url, participantId } = invitation;
  const states = async () => (await visitLink(url)).state;

  const patientChanged = again(appointment, { patient: aPerson() });
  await tell(patientChanged);
  expect(await states()).toBe("open");
  const doctorChanged = again(patientChanged, { doctor: aPerson() });
  await tell(doctorChanged);
  expect(await states()).toBe("open");
  const cancelled = again(doctorChanged, { status: "CANCELLED" });
  await tell(cancelled);
  expect(await states()).toBe("cancelled");
  expect((await pass(url)).status).toBe(410);
  await tell(again(cancelled, { status: "CONFIRMED" }));
  expect(await states()).toBe("open");
  expect((await pass(url)).status).toBe(303);
  expect(await invite({ meetingId: meeting.id, kind: "interpreter", participantId })).toEqual(invitation);
});
