import type { Outputs } from "@patientcare/zoom-sdk";
import { afterAll, beforeEach, expect, test } from "vitest";
import { aZoomId } from "../db/a-meeting-row.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { type SeededVisit, seedVisit } from "./seed-visit.ts";

let app: OpenApp | undefined;
beforeEach(async () => {
  await app?.close();
  app = await openApp();
});
afterAll(() => app?.close());

/** The figures of these visits alone. */
async function figuresOf(...visits: SeededVisit[]): Promise<Outputs["stats"]["overview"]> {
  if (!app) throw new Error("The service does not run");
  for (const visit of visits) await seedVisit(app.server.deps.db, visit);
  return (await app.as("staff")).stats.overview();
}

const held = () =>
  ({ status: "ended", outcome: "held", evidence_outcome: "held", zoom_meeting_id: aZoomId() }) as const;
const missed = (outcome: "patient_absent" | "both_absent" | "doctor_absent" | "technical" | "unknown") =>
  ({ status: "missed", outcome, evidence_outcome: outcome, zoom_meeting_id: aZoomId() }) as const;
const near = (seconds: number) => expect.closeTo(seconds, -Math.log10(2 * 0.025 * seconds));

test("without meetings every rate and duration is null, and every count is 0", async () => {
  expect(await figuresOf()).toMatchObject({
    totalMeetings: 0,
    creationSuccessRate: null,
    attendanceRate: null,
    noShowRate: null,
    waitingSeconds: { median: null, p95: null },
    visitSeconds: { median: null, p95: null },
    confirmToLinkSeconds: { median: null, p95: null },
    startedWithin5: { count: 0, of: 0 },
    notTogether: { doctorAbsent: 0, technical: 0, couldNotGetIn: 0, patientAbsent: 0, unknown: 0 },
  });
});

test("a meeting that Zoom ever held counts as created, whatever became of it; a failed one that it never held does not", async () => {
  const figures = await figuresOf(
    { row: { status: "scheduled", zoom_meeting_id: aZoomId() } },
    { row: { status: "cancelled" }, readyAfter: 1 },
    { row: { status: "failed" }, readyAfter: 1 },
    { row: { status: "failed" } },
    { row: { status: "pending" } },
    { row: { status: "cancelled" } },
  );
  expect(figures).toMatchObject({ totalMeetings: 6, failedMeetings: 2, creationSuccessRate: 3 / 4 });
});

test("attendance counts held visits against those that the patient missed, and nothing else", async () => {
  const figures = await figuresOf(
    { row: held() },
    { row: held() },
    { row: held() },
    { row: missed("patient_absent") },
    { row: missed("both_absent") },
    { row: missed("doctor_absent") },
    { row: missed("technical") },
    { row: missed("unknown") },
    { row: { ...missed("technical"), somebody_waited: true } },
  );
  expect(figures).toMatchObject({
    heldMeetings: 3,
    attendanceRate: 3 / 5,
    noShowRate: 2 / 5,
    notTogether: { doctorAbsent: 1, technical: 1, couldNotGetIn: 1, patientAbsent: 2, unknown: 1 },
  });
});

test.each<[string, SeededVisit, number]>([
  [
    "from the start, for a patient who came early",
    {
      waits: [[-12, 4]],
      stays: [
        ["doctor", 4, 20],
        ["patient", 4, 20],
      ],
    },
    240,
  ],
  [
    "from the arrival, for a patient who came late",
    {
      waits: [[7, 10]],
      stays: [
        ["doctor", 0, 20],
        ["patient", 10, 20],
      ],
    },
    180,
  ],
  [
    "in the room too, while no doctor is there",
    {
      stays: [
        ["patient", -5, 20],
        ["doctor", 6, 20],
      ],
    },
    360,
  ],
  [
    "not at all, where the doctor was waiting",
    {
      stays: [
        ["doctor", -5, 20],
        ["patient", 3, 20],
      ],
    },
    0,
  ],
  [
    "without the time in which they were gone",
    {
      waits: [
        [0, 2],
        [5, 8],
      ],
      stays: [
        ["doctor", 8, 20],
        ["patient", 8, 20],
      ],
    },
    300,
  ],
  [
    "until the end of the slot, where nothing else was heard",
    { row: missed("doctor_absent"), waits: [[10, null]] },
    1200,
  ],
])("a patient waits %s", async (_, visit, seconds) => {
  const { waitingSeconds, waitedOver15 } = await figuresOf({ row: held(), ...visit });
  expect(waitingSeconds).toEqual(
    seconds === 0 ? { median: 0, p95: 0 } : { median: near(seconds), p95: near(seconds) },
  );
  expect(waitedOver15).toBe(seconds > 900 ? 1 : 0);
});

test("a held visit lasts as long as doctor and patient were together, and begins when they first were", async () => {
  const figures = await figuresOf(
    {
      row: held(),
      stays: [
        ["doctor", -3, 30],
        ["patient", 5, 10],
        ["patient", 12, 22],
        ["interpreter", 0, 30],
      ],
    },
    {
      row: held(),
      stays: [
        ["doctor", 0, 30],
        ["patient", 6, 26],
      ],
    },
    { row: held() },
    {
      row: missed("unknown"),
      stays: [
        ["doctor", 0, 5],
        ["interpreter", 0, 5],
      ],
    },
  );
  expect(figures.visitSeconds).toEqual({ median: near(15 * 60), p95: near(20 * 60) });
  expect(figures.startedWithin5).toEqual({ count: 1, of: 2 });
});

test("the time to the link runs from the booking to the first meeting at Zoom", async () => {
  const figures = await figuresOf(
    ...[0.4, 0.4, 30].map(
      (readyAfter) => ({ row: { status: "scheduled", zoom_meeting_id: aZoomId() }, readyAfter }) as const,
    ),
  );
  expect(figures.confirmToLinkSeconds).toEqual({
    median: expect.closeTo(0.4, 1),
    p95: near(30),
  });
});

test("an outcome that a person stated counts as overridden where the evidence says otherwise", async () => {
  const figures = await figuresOf(
    { row: { ...held(), evidence_outcome: "unknown", stated_outcome: "held" } },
    { row: { ...held(), stated_outcome: "held" } },
    { row: held() },
  );
  expect(figures.overriddenOutcomes).toBe(1);
});

test("response times and errors are those of the process, and asking for them does not change them", async () => {
  if (!app) throw new Error("The service does not run");
  const [staff, patient] = [await app.as("staff"), await app.as("patient")];
  await staff.meetings.list({});
  await patient.meetings.list({});
  await staff.meetings.get({ meetingId: "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77" }).catch(() => {});
  await patient.lifecycle.history({ meetingId: "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77" }).catch(() => {});
  await patient.stats.overview().catch(() => {});
  const { responseTimes, errorsByReason } = await staff.stats.overview();
  expect(responseTimes).toMatchObject({
    scope: "process",
    calls: 4,
    byProcedure: { "meetings.list": { calls: 2 } },
  });
  expect(responseTimes.median).toBeGreaterThan(0);
  expect(responseTimes.p95).toBeGreaterThanOrEqual(responseTimes.median ?? 0);
  expect(Object.keys(responseTimes.byProcedure)).not.toContain("stats.overview");
  expect(errorsByReason).toEqual({ scope: "process", counts: { MEETING_NOT_FOUND: 1, FORBIDDEN: 1 } });
  expect(await staff.stats.overview()).toMatchObject({ responseTimes, errorsByReason });
});
