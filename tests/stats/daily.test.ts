import type { Outputs } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aZoomId } from "../db/a-meeting-row.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { seedVisit } from "./seed-visit.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ DEFAULT_TIMEZONE: "Europe/Berlin" });
  const { db } = app.server.deps;
  // The last minute of a month in Berlin, and the first of the next one; on both sides of the clocks' change.
  for (const start of [
    "2027-02-28T22:59:00Z",
    "2027-02-28T23:00:00Z",
    "2027-03-28T00:30:00Z",
    "2027-03-28T22:00:00Z",
  ]) {
    for (const [host, outcome] of [
      ["ada@clinic.example", "held"],
      ["ada@clinic.example", "patient_absent"],
      ["bo@clinic.example", "held"],
    ] as const) {
      const status = outcome === "held" ? "ended" : "missed";
      const row = {
        start_time: start,
        host_email: host,
        status,
        outcome,
        zoom_meeting_id: aZoomId(),
      } as const;
      await seedVisit(db, {
        row,
        readyAfter: 1,
        stays: [
          ["doctor", 0, 20],
          ["patient", 0, 20],
        ],
      });
    }
  }
});
afterAll(() => app.close());

const range = { from: new Date("2027-02-27T23:00:00Z"), to: new Date("2027-04-01T22:00:00Z") };
const staff = () => app.as("staff");

type Day = Outputs["stats"]["daily"]["days"][number];
const busy = (days: readonly Day[]) =>
  days
    .filter(({ totalMeetings }) => totalMeetings > 0)
    .map(({ date, hostEmail, totalMeetings, heldMeetings }) => [
      date,
      hostEmail,
      totalMeetings,
      heldMeetings,
    ]);

test("each day of the range has a row, in the clinic's zone unless another one is asked for", async () => {
  const { days } = await (await staff()).stats.daily(range);
  expect(days).toHaveLength(33);
  expect(days.map(({ date }) => date)).toEqual(days.map(({ date }) => date).toSorted());
  expect(busy(days)).toEqual([
    ["2027-02-28", undefined, 3, 2],
    ["2027-03-01", undefined, 3, 2],
    ["2027-03-28", undefined, 3, 2],
    ["2027-03-29", undefined, 3, 2],
  ]);
  expect(days[0]).toMatchObject({
    attendanceRate: 2 / 3,
    creationSuccessRate: 1,
    visitSeconds: { median: expect.closeTo(1200, -2) },
  });
  expect(days[2]).toMatchObject({ totalMeetings: 0, attendanceRate: null, visitSeconds: { median: null } });
  const inUtc = await (await staff()).stats.daily({ ...range, timezone: "UTC" });
  expect(busy(inUtc.days)).toEqual([
    ["2027-02-28", undefined, 6, 4],
    ["2027-03-28", undefined, 6, 4],
  ]);
});

test("by doctor there is a row for each day on which they have meetings", async () => {
  const { days } = await (await staff()).stats.daily({ ...range, by: "hostEmail" });
  expect(busy(days).slice(0, 4)).toEqual([
    ["2027-02-28", "ada@clinic.example", 2, 1],
    ["2027-02-28", "bo@clinic.example", 1, 1],
    ["2027-03-01", "ada@clinic.example", 2, 1],
    ["2027-03-01", "bo@clinic.example", 1, 1],
  ]);
  expect(days).toHaveLength(8);
});

test.each([
  ["whole days", range],
  [
    "edges within a quarter-hour",
    { from: new Date("2027-02-28T22:59:30Z"), to: new Date("2027-03-28T22:00:01Z") },
  ],
  ["a minute", { from: new Date("2027-02-28T22:59:00Z"), to: new Date("2027-02-28T23:00:00Z") }],
  ["nothing", { from: range.from, to: range.from }],
])("the sums of the days are the overview of the same range: %s", async (_, { from, to }) => {
  const client = await staff();
  const overview = await client.stats.overview({ from, to });
  for (const by of [undefined, "hostEmail"] as const) {
    for (const timezone of ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"]) {
      const { days } = await client.stats.daily({ from, to, timezone, ...(by && { by }) });
      const sums = (pick: (day: Day) => number) => days.reduce((sum, day) => sum + pick(day), 0);
      expect({
        totalMeetings: sums((day) => day.totalMeetings),
        heldMeetings: sums((day) => day.heldMeetings),
        startedWithin5: sums((day) => day.startedWithin5.count),
        patientAbsent: sums((day) => day.notTogether.patientAbsent),
      }).toEqual({
        totalMeetings: overview.totalMeetings,
        heldMeetings: overview.heldMeetings,
        startedWithin5: overview.startedWithin5.count,
        patientAbsent: overview.notTogether.patientAbsent,
      });
    }
  }
});

test("400 days are answered, with a clock change too, and more are refused", async () => {
  const client = await staff();
  const [summer, winter] = [new Date("2027-09-30T22:00:00Z"), new Date("2028-11-03T23:00:00Z")];
  expect((await client.stats.daily({ from: summer, to: winter })).days).toHaveLength(400);
  const tooLate = new Date("2028-11-04T23:00:00Z");
  expect(await refusalOf(client.stats.daily({ from: summer, to: tooLate }))).toMatchObject({
    reason: "VALIDATION_ERROR",
  });
});

test("a doctor may not see the statistics of the clinic", async () => {
  const refusal = await refusalOf((await app.as("doctor")).stats.daily(range));
  expect(refusal).toMatchObject({ reason: "FORBIDDEN" });
});
