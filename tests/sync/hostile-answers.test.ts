import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { openApp } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { sizeOf } from "../support/size.ts";
import { aHost } from "./a-host.ts";

vi.setConfig({ maxConcurrency: 12 });

type Fault = Parameters<Awaited<ReturnType<typeof openApp>>["zoom"]["control"]["addFault"]>[0];
const always = (method: string, path: string, fault: Omit<Fault, "match" | "times">): Fault => ({
  match: { method, path },
  times: -1,
  ...fault,
});
const rejection = (status: number, body: object) => ({ kind: "status", status, body }) as const;
const oneMeeting = "^/v2/meetings/";
const meetings = "/meetings$";
const altered = (response: Fault["response"]) => ({ kind: "altered-response", response }) as const;

const hostile: Record<string, Fault[]> = {
  "another topic, whatever is sent": [
    always("GET", oneMeeting, altered({ with: { topic: "Chat", agenda: "" } })),
  ],
  "another time, whatever is sent": [
    always("GET", oneMeeting, altered({ with: { start_time: "2031-01-01T10:00:00Z" } })),
  ],
  "nothing of what was sent": [
    always("GET", oneMeeting, altered({ without: ["topic", "start_time", "settings"] })),
  ],
  "no such meeting, for ever": [always("GET", oneMeeting, rejection(404, { code: 3001, message: "No." }))],
  "no such meeting, also to a deletion": [
    always("GET", oneMeeting, rejection(404, { code: 3001, message: "No." })),
    always("DELETE", oneMeeting, rejection(404, { code: 3001, message: "No." })),
  ],
  "in progress, for ever": [
    always("DELETE", oneMeeting, rejection(400, { code: 3002, message: "In progress." })),
    always("GET", oneMeeting, rejection(404, { code: 3001, message: "No." })),
  ],
  "settings of its own": [
    always("POST", meetings, { kind: "settings-overridden" }),
    always("PATCH", oneMeeting, { kind: "settings-overridden" }),
  ],
  "a 201 that cannot be read": [always("POST", meetings, altered({ text: "created" }))],
  "a 201 without a join link, and the same when it is read": [
    always("POST", meetings, altered({ without: ["join_url"] })),
    always("GET", oneMeeting, altered({ without: ["join_url"] })),
  ],
  "a 429 with an unknown text": [
    always("POST", meetings, rejection(429, { code: 429, message: "Trop de requêtes." })),
    always("PATCH", oneMeeting, rejection(429, { code: 429, message: "Trop de requêtes." })),
  ],
  "an invalid time zone, for ever": [
    always(
      "POST",
      meetings,
      rejection(400, {
        code: 300,
        message: "Validation Failed.",
        errors: [{ field: "timezone", message: "Invalid." }],
      }),
    ),
  ],
  "a bad gateway to every create": [always("POST", meetings, { kind: "html", status: 502 })],
};

/** How long each is watched; a loop without bounds sends four calls a second. */
const watchedMs = sizeOf({ full: 240_000, everyday: 9_000 });

test.concurrent.each(Object.entries(hostile))(
  "Zoom answers %s: ten calls that change something are the most for one revision",
  async (_, faults) => {
    await using app = await openApp({ SYNC_GRACE_SECONDS: "4", SWEEP_HORIZON_SECONDS: "5" });
    const { booking, host, row } = aHost(app);
    const service = await app.as("service");
    for (const fault of faults) await app.zoom.control.addFault(fault);
    const desired = booking({ startTime: minutesFromNow(5) });
    const refused = refusalOf(service.meetings.create(desired)).catch(() => null);
    // As if it were made due all the time and every failure forgotten: no pause of another rule holds the calls back.
    const { id } = await eventually(() =>
      service.meetings.getByAppointment({ appointmentId: desired.appointmentId }),
    );
    const { db } = app.server.deps;
    for (const until = performance.now() + watchedMs; performance.now() < until; ) {
      await db
        .updateTable("zoom_meetings")
        .set({ next_attempt_at: new Date(), failures: 0 })
        .where("id", "=", id)
        .where("lease_until", "is", null)
        .execute();
      await app.server.deps.syncNow(id);
      await sleep(250);
    }
    await refused;
    const { revision } = await row(id);
    expect(revision).toBe(1);
    const sent = (await app.zoom.control.calls()).filter(
      (call) => call.host === host && ["POST", "PATCH", "DELETE", "PUT"].includes(call.method),
    );
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThanOrEqual(10);
  },
  watchedMs + 60_000,
);
