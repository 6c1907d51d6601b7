import { randomUUID } from "node:crypto";
import { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import fc from "fast-check";
import superjson from "superjson";
import { expect, test } from "vitest";
import { aBooking, anAppointment } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { sizeOf } from "../support/size.ts";
import { startApp } from "../support/start-app.ts";
import { type PersonName, people, tokenFor } from "../support/tokens.ts";

const runs = sizeOf({ everyday: 400, full: 30_000 });
const procedures = Object.keys(appRouter._def.procedures);
const callers = Object.keys(people) as PersonName[];

/** Values that lie near the ones that fit, and far from them. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    "",
    0,
    -1,
    15,
    1e308,
    Number.NaN,
    true,
    "host",
    "participant",
    "pending",
  ),
  fc.constantFrom<unknown>(
    new Date(0),
    new Date(Number.NaN),
    new Date(),
    "2027-01-15T09:00:00Z",
    "2027-01-15",
  ),
  fc.constantFrom<unknown>("\u0000", "\ud800", "' or 1=1 --", "%00", "$1", "../../etc/passwd", "a@b.example"),
  fc.uuid(),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true, maxDepth: 2 }),
);
const field = fc.oneof(
  fc.constantFrom(
    "meetingId",
    "appointmentId",
    "appointment",
    "role",
    "topic",
    "startTime",
    "duration",
    "hostEmail",
  ),
  fc.constantFrom("cursor", "limit", "from", "to", "status", "timezone", "waitMs", "reason", "toString"),
  fc.string({ maxLength: 12 }),
);
const input = fc.oneof(
  { weight: 1, arbitrary: value },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(3), fc.dictionary(field, value, { maxKeys: 3 }))
      .map(([base, change]) => ({ ...bases()[base], ...change })),
  },
);
const bases = (): object[] => [
  {},
  { meetingId: randomUUID(), role: "participant" },
  { ...aBooking(), waitMs: 0 },
  { appointment: anAppointment({ status: "PENDING" }) },
];

/** superjson does not write a field that is called `__proto__`; whoever means harm does. */
function written(input: unknown): string {
  try {
    return JSON.stringify(superjson.serialize(input));
  } catch {
    return JSON.stringify({ json: input }, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
  }
}

test(`whatever is sent, the answer is a result or a refusal with a reason (${runs} calls)`, async () => {
  const { url } = await startApp();
  const tokens = await Promise.all(callers.map((name) => tokenFor(people[name])));
  const call = fc.record({
    procedure: fc.constantFrom(...procedures),
    token: fc.constantFrom(...tokens),
    input,
    asText: fc.option(fc.string({ unit: "binary", maxLength: 200 }), { freq: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(call, async ({ procedure, token, input, asText }) => {
      const answer = await callRaw(url, procedure, {
        token,
        body: asText ?? written(input),
      });
      if (answer.status === 200) {
        expect(answer.error).toBeUndefined();
        return;
      }
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.error?.data.reason).toMatch(/^[A-Z_]+$/);
      expect(answer.text).not.toMatch(/stack|node_modules|\.ts:\d/);
    }),
    { numRuns: runs },
  );
}, 1_800_000);
