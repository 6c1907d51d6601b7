import { restRoutes } from "@patientcare/zoom-server/rest/routes.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import type { PersonName } from "../support/tokens.ts";
import { callRest } from "./call-rest.ts";

const calls = sizeOf({ everyday: 300, full: 25_000 });

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const segment = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77",
    "12345678901",
    "host",
    "__proto__",
    "\u0000",
    "2027-01-15T09:00:00Z",
  ),
);
const value = fc.oneof(
  segment,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(segment, { maxLength: 3 }),
);
const field = fc.constantFrom(
  "appointmentId",
  "topic",
  "startTime",
  "duration",
  "hostEmail",
  "role",
  "from",
  "reason",
  "x",
);
const fields = fc.dictionary(fc.oneof(field, segment), value, { maxKeys: 6 });
const request = fc.record({
  route: fc.constantFrom(...restRoutes),
  person: fc.constantFrom<PersonName>("doctor", "patient", "staff", "auditor", "admin", "service"),
  inPath: segment.filter((text) => text !== "" && text !== "." && text !== ".."),
  query: fc.dictionary(fc.oneof(field, segment), segment, { maxKeys: 2 }),
  body: fc.oneof(fields, segment, fc.array(value, { maxLength: 2 })),
});

test(`whatever is sent over REST, the answer is a result or a refusal in the envelope (${calls} calls)`, async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ route, person, inPath, query, body }) => {
      const path = route.path.replace(/:\w+/, encodeURIComponent(inPath).replaceAll(".", "%2E"));
      const search = new URLSearchParams(query).toString();
      const input = route.method === "GET" ? undefined : body;
      const reply = await callRest(app, person, route.method, `${path}${search && `?${search}`}`, input);
      expect(reply.status).toBeLessThan(500);
      if (reply.status < 400) expect(reply.body.success).toBe(true);
      else
        expect(reply.body).toEqual({
          error: {
            code: expect.any(String),
            message: expect.any(String),
            details: expect.any(Object),
            requestId: expect.any(String),
            timestamp: expect.any(String),
          },
        });
      expect(JSON.stringify(reply.body)).not.toMatch(/\bat .*\.ts:\d+/);
    }),
    { numRuns: calls },
  );
}, 1_800_000);
