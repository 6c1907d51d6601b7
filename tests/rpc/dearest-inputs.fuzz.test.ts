import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { aBooking, anAppointment } from "../support/a-booking.ts";
import { sizeOf } from "../support/size.ts";
import { judge } from "./dear-inputs/judge.ts";
import { describeFound, searchDearest } from "./dear-inputs/search.ts";

const tries = sizeOf({ everyday: 120, full: 5_000 });
const maxMs = 250;
const maxRefusalBytes = 16 * 1024;

const meetingId = randomUUID();
const asSent = (input: object): object => JSON.parse(JSON.stringify(input));
const good = {
  "meetings.create": asSent(aBooking()),
  "meetings.get": { meetingId },
  "meetings.getByAppointment": { appointmentId: meetingId },
  "meetings.update": { meetingId, topic: "Follow-up" },
  "meetings.cancel": { meetingId },
  "meetings.retry": { meetingId },
  "links.get": { meetingId, role: "participant" },
  "links.revoke": { meetingId, role: "participant" },
  "links.invite": { meetingId, kind: "interpreter" },
  "lifecycle.appointmentChanged": asSent({ appointment: anAppointment() }),
  "lifecycle.start": { meetingId },
  "lifecycle.end": { meetingId },
  "lifecycle.history": { meetingId },
  "lifecycle.confirmOutcome": { meetingId, outcome: "held", reasonCode: "other", reason: "They spoke" },
  "visits.get": { meetingId },
  "stats.daily": { from: "2027-01-15T00:00:00Z", to: "2027-02-15T00:00:00Z" },
};

test(`of ${tries} bodies of up to 256 KB that are made to be dear, none holds others up, accepted or refused`, () => {
  const seed = Date.now() % 1_000_000;
  const { accepted, refused } = searchDearest(good, { tries, seed });
  const lines = [
    `The dearest inputs of ${tries}, seed ${seed}`,
    "accepted:",
    ...accepted.slice(0, 5).map(describeFound),
    "refused:",
    ...refused.slice(0, 5).map(describeFound),
  ];
  console.log(lines.join("\n"));
  // Few of a small number of bodies are accepted; that such can be is shown by the plain ones.
  for (const [procedure, input] of Object.entries(good))
    expect([procedure, judge(procedure, JSON.stringify({ json: input })).accepted]).toEqual([
      procedure,
      true,
    ]);
  for (const { milliseconds, answerBytes } of [...accepted, ...refused]) {
    expect(milliseconds, lines.join("\n")).toBeLessThan(maxMs);
    expect(answerBytes, lines.join("\n")).toBeLessThan(maxRefusalBytes);
  }
}, 3_600_000);
