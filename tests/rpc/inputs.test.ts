import { randomUUID } from "node:crypto";
import { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { contentsOf } from "../support/contents-of.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
let token: string;
beforeAll(async () => {
  app = await openApp();
  token = await tokenFor(people.admin);
});
afterAll(() => app.close());

const id = randomUUID();
const good: Record<string, Record<string, unknown>> = {
  "meetings.create": aBooking({ startTime: minutesFromNow(600) }),
  "meetings.get": { meetingId: id },
  "meetings.getByAppointment": { appointmentId: id },
  "meetings.list": {},
  "meetings.update": { meetingId: id, topic: "Follow-up" },
  "meetings.cancel": { meetingId: id },
  "meetings.retry": { meetingId: id },
  "links.get": { meetingId: id, role: "participant" },
  "links.revoke": { meetingId: id, role: "participant" },
  "links.invite": { meetingId: id, kind: "interpreter" },
  "lifecycle.appointmentChanged": { appointment: anAppointment() },
  "lifecycle.start": { meetingId: id },
  "lifecycle.end": { meetingId: id },
  "lifecycle.confirmOutcome": {
    meetingId: id,
    outcome: "held",
    reasonCode: "called-by-phone",
    reason: "They spoke by phone",
  },
  "lifecycle.history": { meetingId: id },
  "lifecycle.events": {},
  "visits.get": { meetingId: id },
  "stats.overview": {},
  "stats.daily": { from: "2027-01-15T00:00:00Z", to: "2027-02-15T00:00:00Z" },
};
const procedures = Object.keys(good);

type Change = Record<string, unknown>;
const appointment = (change: Change) => ({ appointment: { ...anAppointment(), ...change } });
/** What does not fit: the input changed thus, and the path that is named. */
const bad: Record<string, [change: Change, path: string][]> = {
  "meetings.create": [
    [{ appointmentId: undefined }, "appointmentId"],
    [{ appointmentId: "7" }, "appointmentId"],
    [{ appointmentId: `${id}x` }, "appointmentId"],
    [{ appointmentId: [id] }, "appointmentId"],
    [{ topic: undefined }, "topic"],
    [{ topic: "" }, "topic"],
    [{ topic: "   " }, "topic"],
    [{ topic: "t".repeat(201) }, "topic"],
    [{ topic: "two\nlines" }, "topic"],
    [{ topic: "a\u0000b" }, "topic"],
    [{ topic: "a\u0085b" }, "topic"],
    [{ topic: 5 }, "topic"],
    [{ startTime: undefined }, "startTime"],
    [{ startTime: "2027-01-15T09:00:00" }, "startTime"],
    [{ startTime: "2027-01-15" }, "startTime"],
    [{ startTime: "tomorrow" }, "startTime"],
    [{ startTime: "2027-02-30T09:00:00Z" }, "startTime"],
    [{ startTime: Date.now() }, "startTime"],
    [{ startTime: new Date("1999-12-31T23:59:59Z") }, "startTime"],
    [{ startTime: new Date("2200-01-01T00:00:00Z") }, "startTime"],
    [{ startTime: new Date(Number.NaN) }, "startTime"],
    [{ duration: undefined }, "duration"],
    [{ duration: 14 }, "duration"],
    [{ duration: 481 }, "duration"],
    [{ duration: 30.5 }, "duration"],
    [{ duration: "30" }, "duration"],
    [{ duration: Number.NaN }, "duration"],
    [{ duration: Number.POSITIVE_INFINITY }, "duration"],
    [{ hostEmail: undefined }, "hostEmail"],
    [{ hostEmail: "ada" }, "hostEmail"],
    [{ hostEmail: "ada@clinic.example\r\nBcc: x@y.example" }, "hostEmail"],
    [{ hostEmail: `${"a".repeat(250)}@x.example` }, "hostEmail"],
    [{ participantEmail: "sam@" }, "participantEmail"],
    [{ participantEmail: null }, "participantEmail"],
    [{ participantName: "n".repeat(101) }, "participantName"],
    [{ participantName: "" }, "participantName"],
    [{ participantName: "Sam\u001b[31m" }, "participantName"],
    [{ timezone: "Mars/Olympus" }, "timezone"],
    [{ timezone: "+01:00" }, "timezone"],
    [{ timezone: "" }, "timezone"],
    [{ waitMs: 15_001 }, "waitMs"],
    [{ waitMs: -1 }, "waitMs"],
    [{ waitMs: 0.5 }, "waitMs"],
    [{ status: "started" }, "status"],
    [{ zoomMeetingId: "12345678901" }, "zoomMeetingId"],
  ],
  "meetings.get": [],
  "meetings.getByAppointment": [
    [{ appointmentId: undefined }, "appointmentId"],
    [{ appointmentId: "%27 or 1=1" }, "appointmentId"],
    [{ appointmentId: { $ne: null } }, "appointmentId"],
  ],
  "meetings.list": [
    [{ limit: 101 }, "limit"],
    [{ limit: 0 }, "limit"],
    [{ limit: "10" }, "limit"],
    [{ status: "open" }, "status"],
    [{ attention: "none" }, "attention"],
    [{ hostEmail: "%" }, "hostEmail"],
    [{ from: "2027-01-15T09:00" }, "from"],
    [{ to: "yesterday" }, "to"],
    [{ cursor: "garbage" }, "cursor"],
    [{ cursor: "" }, "cursor"],
    [{ cursor: "c".repeat(201) }, "cursor"],
    [{ cursor: Buffer.from(`2027-13-45T99:99:99.999Z ${id}`).toString("base64url") }, "cursor"],
    [{ cursor: Buffer.from("2027-01-15T09:00:00.000Z x'--").toString("base64url") }, "cursor"],
    [{ orderBy: "id; drop table zoom_meetings" }, "orderBy"],
  ],
  "meetings.update": [
    [{ topic: undefined }, ""],
    [{ topic: "" }, "topic"],
    [{ duration: 14 }, "duration"],
    [{ startTime: "2027-01-15T09:00:00" }, "startTime"],
    [{ hostEmail: "ada@clinic.example" }, "hostEmail"],
  ],
  "meetings.cancel": [
    [{ reason: "" }, "reason"],
    [{ reason: "r".repeat(501) }, "reason"],
    [{ reason: "a\tb" }, "reason"],
  ],
  "meetings.retry": [],
  "links.get": [
    [{ role: undefined }, "role"],
    [{ role: "doctor" }, "role"],
    [{ role: "HOST" }, "role"],
  ],
  "links.revoke": [
    [{ role: ["host"] }, "role"],
    [{ role: undefined }, "role"],
    [{ participantId: id }, "role"],
    [{ role: undefined, participantId: "7" }, "participantId"],
  ],
  "links.invite": [
    [{ kind: undefined }, "kind"],
    [{ kind: "doctor" }, "kind"],
    [{ kind: "patient" }, "kind"],
    [{ participantId: null }, "participantId"],
    [{ name: "" }, "name"],
    [{ name: "n".repeat(101) }, "name"],
    [{ email: "kim" }, "email"],
    [{ language: "german" }, "language"],
    [{ language: "de_DE" }, "language"],
    [{ language: "" }, "language"],
    [{ interprets: "German Sign Language" }, "interprets"],
    [{ interprets: `de-${"x".repeat(40)}` }, "interprets"],
    [{ consent: "yes" }, "consent"],
    [{ kind: "trainee" }, "consent"],
    [{ kind: "trainee", consent: false }, "consent"],
    [{ kind: "trainee", consent: false, participantId: id }, "consent"],
    [{ role: "participant" }, "role"],
  ],
  "lifecycle.appointmentChanged": [
    [{ appointment: undefined }, "appointment"],
    [{ appointment: "x" }, "appointment"],
    [appointment({ id: "7" }), "appointment.id"],
    [appointment({ status: "confirmed" }), "appointment.status"],
    [appointment({ type: "PHONE" }), "appointment.type"],
    [appointment({ startTime: "2027-01-15T09:00:00" }), "appointment.startTime"],
    [appointment({ duration: 0 }), "appointment.duration"],
    [appointment({ duration: 1441 }), "appointment.duration"],
    [appointment({ timezone: "Berlin" }), "appointment.timezone"],
    [appointment({ topic: "t".repeat(201) }), "appointment.topic"],
    [appointment({ doctor: undefined }), "appointment.doctor"],
    [appointment({ doctor: { id: "1" } }), "appointment.doctor.email"],
    [appointment({ doctor: { email: "ada@clinic.example", id: "" } }), "appointment.doctor.id"],
    [appointment({ doctor: { email: "ada@clinic.example", id: "\u0000" } }), "appointment.doctor.id"],
    [appointment({ doctor: { email: "ada@clinic.example", role: "admin" } }), "appointment.doctor.role"],
    [appointment({ patient: { name: "a\nb" } }), "appointment.patient.name"],
    [appointment({ patient: { id: "p".repeat(201) } }), "appointment.patient.id"],
    [appointment({ updatedAt: undefined }), "appointment.updatedAt"],
    [appointment({ meetingId: id }), "appointment.meetingId"],
  ],
  "lifecycle.confirmOutcome": [
    [{ outcome: undefined }, "outcome"],
    [{ outcome: "came" }, "outcome"],
    [{ outcome: null }, "outcome"],
    [{ reasonCode: undefined }, "reasonCode"],
    [{ reasonCode: "phone" }, "reasonCode"],
    [{ reason: undefined }, "reason"],
    [{ reason: " " }, "reason"],
    [{ reason: "r".repeat(501) }, "reason"],
    [{ reason: "a\nb" }, "reason"],
    [{ disputed: false }, "disputed"],
  ],
  "lifecycle.start": [],
  "lifecycle.end": [],
  "lifecycle.history": [],
  "visits.get": [],
  "lifecycle.events": [
    [{ meetingId: null }, "meetingId"],
    [{ meetingId: 7 }, "meetingId"],
    [{ meetingId: "7" }, "meetingId"],
    [{ meetingId: `${id}'--` }, "meetingId"],
    [{ lastEventId: null }, "lastEventId"],
    [{ lastEventId: 7 }, "lastEventId"],
    [{ lastEventId: "" }, "lastEventId"],
    [{ lastEventId: "x" }, "lastEventId"],
    [{ lastEventId: id }, "lastEventId"],
    [{ lastEventId: "x".repeat(201) }, "lastEventId"],
  ],
  "stats.overview": [
    [{ from: "monday" }, "from"],
    [{ to: 5 }, "to"],
  ],
  "stats.daily": [
    [{ from: undefined }, "from"],
    [{ to: "2027-01-14T00:00:00Z" }, "to"],
    [{ to: "2028-03-15T00:00:00Z" }, "to"],
    [{ timezone: "Mars/Olympus" }, "timezone"],
    [{ by: "participantEmail" }, "by"],
  ],
};
for (const [procedure, input] of Object.entries(good)) {
  if (!("meetingId" in input)) continue;
  for (const meetingId of [undefined, null, 7, "", "7", `${id}\n`, `${id}'--`, { toString: "x" }]) {
    bad[procedure]?.push([{ meetingId }, "meetingId"]);
  }
}

const refusal = (procedure: string, text: string) =>
  callRaw(app.url, procedure, { token, body: text }).then(({ status, error, text: answer }) => {
    expect(answer).not.toMatch(/stack|node_modules|\.ts:\d/);
    return { status, reason: error?.data.reason, issues: error?.data.issues as Issue[] | undefined };
  });
interface Issue {
  path: string;
  message: string;
}

test("every procedure is covered", () => {
  expect([...procedures].sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
});

describe.each(procedures)("%s", (procedure) => {
  const input = good[procedure] ?? {};

  test("names the field that does not fit, and changes nothing", async () => {
    const before = await contentsOf(app.databaseUrl);
    for (const [change, path] of bad[procedure] ?? []) {
      const { status, error, text } = await callRaw(app.url, procedure, {
        token,
        input: { ...input, ...change },
      });
      const label = JSON.stringify(change);
      expect([label, status, error?.data.reason]).toEqual([label, 400, "VALIDATION_ERROR"]);
      const issues = error?.data.issues as Issue[];
      const named = issues.map((issue) => issue.path).filter((name) => name !== "" || path === "");
      expect([label, named]).toEqual([label, [path]]);
      expect(issues[0]?.message).toMatch(/\w/);
      expect(text).not.toMatch(/stack|node_modules|\.ts:\d/);
    }
    expect(await contentsOf(app.databaseUrl)).toEqual(before);
  });

  const json = JSON.stringify({ ...input, startTime: undefined, appointment: undefined });
  const withField = (field: string) =>
    `{"json":${json.replace("{", `{"${field}":{"polluted":true}${json === "{}" ? "" : ","}`)}}`;

  test("names unknown fields", async () => {
    for (const field of ["surprise", "constructor", "toString", "isAdmin"]) {
      const { status, reason, issues } = await refusal(procedure, withField(field));
      expect([status, reason]).toEqual([400, "VALIDATION_ERROR"]);
      expect(issues).toContainEqual({ path: field, message: "is not a known field" });
    }
  });

  test("lets nobody reach for the prototype", async () => {
    const meta = (change: object) => `{"json":${json},"meta":${JSON.stringify(change)}}`;
    const named = await refusal(procedure, withField("__proto__"));
    expect(named).toMatchObject({ status: 400, issues: [{ path: "__proto__" }] });
    const reaching = [
      meta({ values: { "__proto__.polluted": ["undefined"] } }),
      meta({ values: { "constructor.prototype.polluted": ["Date"] } }),
      meta({ referentialEqualities: { a: ["__proto__.polluted"] } }),
    ];
    for (const text of reaching) {
      const { status, reason } = await refusal(procedure, text);
      expect([text, status, reason]).toEqual([text, 400, "VALIDATION_ERROR"]);
    }
    expect({}).not.toHaveProperty("polluted");
  });

  test("refuses an input that is none", async () => {
    for (const json of ["[]", '"text"', "5", "true", "null"]) {
      const { status, reason, issues } = await refusal(procedure, `{"json":${json}}`);
      expect([json, status, reason]).toEqual([json, 400, "VALIDATION_ERROR"]);
      expect(issues).toMatchObject([{ path: "" }]);
    }
  });
});
