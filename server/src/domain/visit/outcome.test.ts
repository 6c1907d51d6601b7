import { describe, expect, test } from "vitest";
import { at, session, slot, stay, window } from "./a-session.ts";
import { appointmentStatusOf, evaluateVisit } from "./evaluation.ts";

const closed = at("11:00");
const doctorAlone = session("10:00", "10:05", stay("doctor", "10:00", "10:05"));
const nothing = {
  slot,
  sessions: [],
  declaredStartedAt: null,
  declaredEndedAt: null,
  zoomCheckedAt: null,
  cancelWhenOver: false,
  patientRedirected: false,
};

describe("the outcome of a missed visit", () => {
  const patientAlone = session("10:00", "10:05", stay("patient", "10:00", "10:05"));
  const stranger = session("10:00", "10:05", stay(null, "10:00", "10:05"));
  test.each([
    { seen: "nobody", facts: {}, outcome: "both_absent" },
    {
      seen: "only a use of the patient's link",
      facts: { patientRedirected: true },
      outcome: "doctor_absent",
    },
    { seen: "only the doctor", facts: { sessions: [doctorAlone] }, outcome: "patient_absent" },
    { seen: "only the patient", facts: { sessions: [patientAlone] }, outcome: "doctor_absent" },
    {
      seen: "both, apart",
      facts: { sessions: [doctorAlone, { ...patientAlone, uuid: "b" }] },
      outcome: "unknown",
    },
    {
      seen: "the doctor, and a use of the patient's link",
      facts: { sessions: [doctorAlone], patientRedirected: true },
      outcome: "unknown",
    },
    { seen: "somebody unknown", facts: { sessions: [stranger] }, outcome: "unknown" },
    {
      seen: "a session without people",
      facts: { sessions: [session("10:00", "10:05")] },
      outcome: "unknown",
    },
  ])("$seen: $outcome", ({ facts, outcome }) => {
    expect(evaluateVisit({ ...nothing, ...facts, zoomCheckedAt: closed }, window, closed)).toEqual({
      status: "missed",
      outcome,
    });
  });
});

test.each([
  ["ended", "held", "CONFIRMED", "COMPLETED"],
  ["ended", "patient_absent", "CANCELLED", "COMPLETED"],
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
