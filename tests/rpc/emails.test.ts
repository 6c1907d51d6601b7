import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { aDoctor } from "./meeting-in.ts";
import { again, aPerson, given, openPlatform } from "./open-platform.ts";

const platform = openPlatform();
const { confirmed, linkOf, tell } = platform;

const forms = [
  "john&jane@example.com",
  "a/b@example.com",
  "o'neil+zoom@example.com",
  '"sam rivers"@example.com',
  "patient@bücher.example",
  "patient@xn--mnchen-3ya.example",
  `${"a".repeat(64)}@example.com`,
];
const unusable = ["sam", "", "sam@", "sam@exam ple.com", "a@b@c.example", `${"a".repeat(300)}@example.com`];

/** A patient of that e-mail alone. */
const patientOf = (email: string) => platform.as("patient", { id: randomUUID(), email });

const mayRead = async (email: string, meetingId: string) => {
  const reason = (await refusalOf((await patientOf(email)).meetings.get({ meetingId })))?.reason;
  return reason ?? "yes";
};

describe.concurrent("an e-mail", () => {
  test.for(forms)("%s is taken for patient, doctor and list, and shown as it was given", async (email) => {
    const booked = await platform.service.meetings.create(
      aBooking({ hostEmail: aDoctor(), participantEmail: email }),
    );
    expect(booked.participantEmail).toBe(email);
    const { meeting } = await confirmed({ patient: { email } });
    expect(meeting).toMatchObject({ participantEmail: email, attention: null });
    expect(await mayRead(email, meeting.id)).toBe("yes");

    const hostEmail = email.replace("@", `@${randomUUID()}.`);
    const asHost = await platform.service.meetings.create(aBooking({ hostEmail, waitMs: 0 }));
    const { items } = await platform.service.meetings.list({ hostEmail });
    expect(items.map(({ id }) => id)).toEqual([asHost.id]);
  });

  test("with an international domain is one address in both its forms, for patients and doctors", async () => {
    const name = randomUUID();
    const [international, ascii] = [`${name}@bücher.example`, `${name}@xn--bcher-kva.example`];
    const { appointment, meeting } = await confirmed({ patient: { email: international } });
    const link = await linkOf(meeting, "participant");
    expect(await mayRead(ascii, meeting.id)).toBe("yes");
    expect(await tell(again(appointment, { patient: { email: ascii } }))).toMatchObject({
      participantEmail: ascii,
    });
    expect(await linkOf(meeting, "participant")).toBe(link);

    const doctor = await platform.as("doctor", { id: name, email: ascii });
    const own = await doctor.meetings.create(aBooking({ hostEmail: international, waitMs: 0 }));
    expect(own.hostEmail).toBe(international);
    expect((await doctor.meetings.list({ hostEmail: ascii })).items).toHaveLength(1);
    const taken = doctor.meetings.create(aBooking({ hostEmail: ascii, waitMs: 0 }));
    expect((await refusalOf(taken))?.reason).toBe("SLOT_TAKEN");
  });

  test("that the platform repeats in its other form is no change: the patient whom staff booked stays", async () => {
    const name = randomUUID();
    const { appointment, meeting } = await confirmed({ patient: { email: `${name}@bücher.example` } });
    await platform.service.meetings.cancel({ meetingId: meeting.id });
    const participantEmail = aDoctor();
    const { startTime, duration, hostEmail } = meeting;
    const booking = { appointmentId: appointment.id, topic: "Follow-up", startTime, duration, hostEmail };
    await platform.service.meetings.create({ ...booking, participantEmail });
    const repeated = { patient: { email: `${name}@xn--bcher-kva.example` }, topic: "Another topic" };
    expect(await tell(again(appointment, repeated))).toMatchObject({
      topic: "Another topic",
      participantEmail,
    });
  });

  test("is compared by its ASCII letters: one that only looks like it is another's", async () => {
    const name = randomUUID();
    const { meeting } = await confirmed({ patient: { email: `k${name}@klinic.example` } });
    expect(await mayRead(`K${name}@KLINIC.example`, meeting.id)).toBe("yes");
    for (const other of [`\u212A${name}@klinic.example`, `k${name}@\u212Alinic.example`]) {
      expect(await mayRead(other, meeting.id)).toBe("MEETING_NOT_FOUND");
    }
    const lookalike = `\u00FC${name}@klinic.example`;
    const { meeting: theirs } = await confirmed({ patient: { email: lookalike } });
    expect(theirs.participantEmail).toBe(lookalike);
    expect(await mayRead(lookalike, theirs.id)).toBe("MEETING_NOT_FOUND");
  });

  test.for(unusable)(
    "that is none (%j) is stored as absent in the platform's message, and marked",
    async (email) => {
      const patient = { ...aPerson(), email };
      const { appointment, meeting } = await confirmed({ patient });
      expect(meeting).toMatchObject({
        status: "scheduled",
        participantEmail: null,
        participantName: patient.name,
        attention: "no-contact",
      });
      expect(await tell(appointment)).toMatchObject({ attention: "no-contact" });
      const mended = { ...patient, email: aDoctor() };
      expect(await tell(again(appointment, { patient: mended }))).toMatchObject({
        participantEmail: mended.email,
        attention: null,
      });
    },
  );

  test("that is no text is stored as absent too, and one with blanks around it is taken", async () => {
    const odd = [null, 7, {}, ["sam@example.com"]] as unknown as string[];
    for (const email of odd) {
      const { meeting } = await confirmed({ patient: { ...aPerson(), email } });
      expect(meeting).toMatchObject({ participantEmail: null, attention: "no-contact" });
    }
    const { meeting } = await confirmed({ patient: { ...aPerson(), email: " sam@example.com " } });
    expect(meeting).toMatchObject({ participantEmail: "sam@example.com", attention: null });
  });

  test("that is none marks neither what is marked otherwise nor what is over, and an absent one marks nothing", async () => {
    const { id, name } = aPerson();
    const { appointment, meeting } = await confirmed({ patient: { id, name } });
    expect(meeting.attention).toBeNull();
    const withNone = { patient: { id, name, email: "none" } };
    const conflict = { ...appointment, duration: 45, ...withNone };
    expect(await tell(conflict)).toMatchObject({ attention: "source-conflict" });
    const cancelled = again(appointment, { status: "CANCELLED", ...withNone });
    expect(await tell(cancelled)).toMatchObject({ status: "cancelled", attention: null });
  });

  test.for(unusable)("that is none (%j) is refused wherever else it is given", async (email) => {
    const calls = [
      () => platform.service.meetings.create(aBooking({ participantEmail: email })),
      () => platform.service.meetings.create(aBooking({ hostEmail: email })),
      () => platform.service.meetings.list({ hostEmail: email }),
      () => tell(given({ doctor: { ...aPerson(), email } })),
    ];
    for (const call of calls) expect((await refusalOf(call()))?.reason).toBe("VALIDATION_ERROR");
  });
});
