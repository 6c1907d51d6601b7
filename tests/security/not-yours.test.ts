import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aVisit, linkOf } from "../links/a-visit.ts";
import { pass } from "../links/visit-a-link.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

const notFoundAfterMs = 50;

let app: OpenApp;
let foreign: string;
let zoomMeetingId: string;
beforeAll(async () => {
  // Without a worker, all that Zoom is asked belongs to a call.
  app = await openApp({ ROLE: "web" });
  const meeting = await aVisit(app);
  foreign = meeting.id;
  zoomMeetingId = meeting.zoomMeetingId ?? "";
  // From now on the service would ask Zoom whether it runs before anybody changes it.
  expect((await pass(await linkOf(app, meeting, "host"))).status).toBe(303);
});
afterAll(() => app.close());

const calls: Record<string, object> = {
  "meetings.get": {},
  "meetings.update": { startTime: minutesFromNow(200) },
  "meetings.cancel": {},
  "meetings.retry": {},
  "links.get": { role: "participant" },
  "links.revoke": { role: "participant" },
  "links.invite": { kind: "interpreter" },
  "lifecycle.start": {},
  "lifecycle.end": {},
  "lifecycle.history": {},
  "lifecycle.events": {},
  "lifecycle.confirmOutcome": { outcome: "held", reasonCode: "other", reason: "They met" },
  "visits.get": {},
};

describe.each(Object.keys(calls))("%s", (procedure) => {
  test("another doctor's meeting is refused like a missing one: same words, no sooner, and Zoom is not asked", async () => {
    const token = await tokenFor(people.otherDoctor);
    const ask = async (meetingId: string) => {
      const begun = performance.now();
      const headers = { "x-request-id": "the-same" };
      const { status, text } = await callRaw(app.url, procedure, {
        token,
        input: { ...calls[procedure], meetingId },
        headers,
      });
      return { status, text, tookMs: performance.now() - begun };
    };
    const before = (await app.zoom.control.calls()).length;
    const others = await ask(foreign);
    const missing = await ask(randomUUID());
    expect(others.status).toBe(404);
    expect([others.status, others.text]).toEqual([missing.status, missing.text]);
    for (const { tookMs } of [others, missing]) expect(tookMs).toBeGreaterThanOrEqual(notFoundAfterMs - 2);
    expect((await app.zoom.control.calls()).length).toBe(before);
  });
});

test("over REST, by our id and by Zoom's, it is the same", async () => {
  const headers = {
    authorization: `Bearer ${await tokenFor(people.otherDoctor)}`,
    "x-request-id": "the-same",
  };
  const ask = async (name: string) => {
    const begun = performance.now();
    const answer = await fetch(`${app.url}/api/zoom/meetings/${name}`, { headers });
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    expect(performance.now() - begun).toBeGreaterThanOrEqual(notFoundAfterMs - 2);
    return [answer.status, error.code, error.message];
  };
  const missing = await ask(randomUUID());
  for (const name of [foreign, zoomMeetingId, "99999999999"]) expect(await ask(name)).toEqual(missing);
});
