import { describe, expect, test } from "vitest";
import { at, noAttempts, nothingKnown, session, stay, window } from "./a-session.ts";
import { appointmentStatusOf, evaluateVisit } from "./evaluation.ts";

const closed = at("11:00");
const doctorAlone = session("10:00", "10:05", stay("doctor", "10:00", "10:05"));
const patientAlone = session("10:00", "10:05", stay("patient", "10:00", "10:05"));
const noBody = session("10:00", "10:05", stay("note-taker", "10:00", "10:05", { counts: false }));
const stranger = (evidence: "only-other" | null = null) =>
  session("10:00", "10:05", stay("someone", "10:00", "10:05", { recognisedBy: evidence }));
const tried = (change: Partial<typeof noAttempts>) => ({ attempts: { ...noAttempts, ...change } });

test("a patient known by their link who also dialled in was held by the link: the bind adds nothing", () => {
  const by = (recognisedBy: "redirect" | "bind") =>
    stay("patient", "10:00", "10:05", { recognisedBy, key: recognisedBy });
  const together = session("10:00", "10:05", stay("doctor", "10:00", "10:05"), by("bind"), by("redirect"));
  const facts = { ...nothingKnown, sessions: [together], zoomCheckedAt: closed };
  expect(evaluateVisit(facts, window, closed)).toMatchObject({ outcome: "held", evidence: "redirect" });
});

describe("once the window has closed and Zoom was asked", () => {
  test.each([
    { seen: "nobody", facts: {}, ends: "missed/both_absent" },
    {
      seen: "only a use of the patient's link",
      facts: tried({ patientRedirected: true }),
      ends: "missed/doctor_absent",
    },
    {
      seen: "only somebody who waited",
      facts: tried({ somebodyWaited: true }),
      ends: "missed/doctor_absent",
    },
    { seen: "only a use of the host's link", facts: tried({ hostRedirected: true }), ends: "missed/unknown" },
    {
      seen: "uses of both links, and nobody in a room",
      facts: tried({ hostRedirected: true, patientRedirected: true }),
      ends: "missed/unknown",
    },
    { seen: "only the doctor", facts: { sessions: [doctorAlone] }, ends: "missed/patient_absent" },
    {
      seen: "the doctor with a note-taker",
      facts: { sessions: [{ ...doctorAlone, stays: [...doctorAlone.stays, ...noBody.stays] }] },
      ends: "missed/patient_absent",
    },
    {
      seen: "the doctor, and a use of the patient's link",
      facts: { sessions: [doctorAlone], ...tried({ patientRedirected: true }) },
      ends: "missed/unknown",
    },
    {
      seen: "the doctor, and somebody who waited and was never admitted",
      facts: { sessions: [doctorAlone], ...tried({ somebodyWaited: true }) },
      ends: "missed/unknown",
    },
    { seen: "only the patient, in a room", facts: { sessions: [patientAlone] }, ends: "ended/unknown" },
    {
      seen: "both, apart",
      facts: { sessions: [doctorAlone, { ...patientAlone, uuid: "b" }] },
      ends: "ended/unknown",
    },
    { seen: "somebody unknown", facts: { sessions: [stranger()] }, ends: "ended/unknown" },
    {
      seen: "the doctor with the only other person, who never used a link",
      facts: {
        sessions: [{ ...doctorAlone, stays: [...doctorAlone.stays, ...stranger("only-other").stays] }],
      },
      ends: "ended/unknown",
    },
    {
      seen: "a session without people",
      facts: { sessions: [session("10:00", "10:05")] },
      ends: "missed/unknown",
    },
    {
      seen: "the doctor, and a link that was never sent",
      facts: { sessions: [doctorAlone], ...tried({ linkSent: false }) },
      ends: "missed/technical",
    },
    { seen: "a patient whom we turned away", facts: tried({ turnedAway: true }), ends: "missed/technical" },
    {
      seen: "both together, though we turned somebody away",
      facts: {
        sessions: [{ ...doctorAlone, stays: [...doctorAlone.stays, ...patientAlone.stays] }],
        ...tried({ turnedAway: true }),
      },
      ends: "ended/held",
    },
    {
      seen: "the doctor, and Zoom that does not name participants, but every delivery",
      facts: { sessions: [doctorAlone], participantsKnown: false },
      ends: "missed/patient_absent",
    },
    {
      seen: "the doctor, and Zoom that does not name participants, with deliveries lost",
      facts: { sessions: [{ ...doctorAlone, complete: false }], participantsKnown: false },
      ends: "missed/unknown",
    },
    {
      seen: "nobody, and Zoom that lists nothing",
      facts: { participantsKnown: false },
      ends: "missed/unknown",
    },
    { seen: "nobody, while Zoom is silent", facts: { zoomSilent: true }, ends: "scheduled/null" },
  ])("$seen: $ends", ({ facts, ends }) => {
    const { status, outcome } = evaluateVisit(
      { ...nothingKnown, ...facts, zoomCheckedAt: closed },
      window,
      closed,
    );
    expect(`${status}/${outcome}`).toBe(ends);
  });
});

test.each([
  ["ended", "held", "CONFIRMED", "COMPLETED"],
  ["ended", "unknown", "CONFIRMED", "CONFIRMED"],
  ["ended", null, "CONFIRMED", "CONFIRMED"],
  ["missed", "patient_absent", "CONFIRMED", "NO_SHOW"],
  ["missed", "both_absent", "CONFIRMED", "NO_SHOW"],
  ["missed", "doctor_absent", "CONFIRMED", "CONFIRMED"],
  ["missed", "unknown", "CONFIRMED", "CONFIRMED"],
  ["missed", "technical", "CONFIRMED", "CONFIRMED"],
  ["cancelled", null, "CONFIRMED", "CANCELLED"],
  ["cancelled", null, "PENDING", "PENDING"],
  ["scheduled", null, "CONFIRMED", "CONFIRMED"],
  ["started", null, "CONFIRMED", "CONFIRMED"],
] as const)(
  "a meeting %s with outcome %s of a %s appointment makes it %s",
  (status, outcome, given, becomes) => {
    expect(appointmentStatusOf(status, outcome, given)).toBe(becomes);
  },
);

describe("the doctor was together with people who may have come by the patient's link or a companion's", () => {
  const undecided = (person: number, rivals: number) =>
    stay("undecided", "10:00", "10:05", { key: `guest ${person}`, person, rivals });
  const evaluate = (...guests: ReturnType<typeof undecided>[]) => {
    const sessions = [{ ...doctorAlone, stays: [...doctorAlone.stays, ...guests] }];
    const { status, outcome, evidence } = evaluateVisit(
      { ...nothingKnown, sessions, zoomCheckedAt: closed },
      window,
      closed,
    );
    return `${status}/${outcome} by ${evidence}`;
  };

  test.each([
    { seen: "one, and a companion is missing", guests: [undecided(1, 1)], ends: "ended/unknown by null" },
    {
      seen: "two, and two companions are missing",
      guests: [undecided(1, 2), undecided(2, 2)],
      ends: "ended/unknown by null",
    },
    {
      seen: "one with two stays, and a companion is missing",
      guests: [undecided(1, 1), { ...undecided(1, 1), key: "again" }],
      ends: "ended/unknown by null",
    },
    {
      seen: "two, and one companion is missing",
      guests: [undecided(1, 1), undecided(2, 1)],
      ends: "ended/held by redirect-several",
    },
    {
      seen: "one, and every companion is known",
      guests: [undecided(1, 0)],
      ends: "ended/held by redirect-several",
    },
  ])("$seen: $ends", ({ guests, ends }) => {
    expect(evaluate(...guests)).toBe(ends);
  });
});
