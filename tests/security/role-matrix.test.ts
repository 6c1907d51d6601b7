import { randomUUID } from "node:crypto";
import type { Role } from "@patientcare/zoom-server/domain/actor.ts";
import { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { type PersonName, people, tokenFor } from "../support/tokens.ts";

type Grant = "all" | "own" | "–";
type Grants = Record<Role, Grant>;
type Target = "own" | "someone else's" | "missing";

const roles: Role[] = ["doctor", "patient", "staff", "auditor", "admin", "service"];
const targets: Target[] = ["own", "someone else's", "missing"];

const row = (...grants: [Grant, Grant, Grant, Grant, Grant, Grant]): Grants =>
  Object.fromEntries(roles.map((role, index) => [role, grants[index]])) as Grants;

interface Subject {
  meetingId: string;
  appointment: ReturnType<typeof anAppointment>;
}
interface Case {
  procedure: string;
  grants: Grants;
  input(subject: Subject, caller: PersonName): unknown;
  /** What those get who may, for a meeting that lies ahead. */
  allowed?: "OK" | "ILLEGAL_TRANSITION";
  /** What those get who may, where there is no meeting. */
  missing?: "OK" | "MEETING_NOT_FOUND";
  /** Takes no meeting of its own along to the next case. */
  spoils?: true;
}

const byId = ({ meetingId }: Subject) => ({ meetingId });
const bookingOf = ({ appointment }: Subject, caller: PersonName) =>
  aBooking({
    appointmentId: appointment.id,
    startTime: appointment.startTime,
    hostEmail: caller === "doctor" ? people.doctor.email : appointment.doctor.email,
    participantEmail: undefined,
    participantName: undefined,
    waitMs: 0,
  });

// Written out from the design, independent of the code's own table.
//                 doctor patient staff auditor admin service
const cases: Case[] = [
  { procedure: "meetings.get", grants: row("own", "own", "all", "all", "all", "all"), input: byId },
  {
    procedure: "meetings.getByAppointment",
    grants: row("own", "own", "all", "all", "all", "all"),
    input: ({ appointment }) => ({ appointmentId: appointment.id }),
  },
  { procedure: "lifecycle.history", grants: row("own", "–", "all", "all", "all", "all"), input: byId },
  { procedure: "visits.get", grants: row("own", "–", "all", "all", "all", "all"), input: byId },
  { procedure: "lifecycle.events", grants: row("own", "–", "all", "all", "all", "all"), input: byId },
  {
    procedure: "links.get",
    grants: row("own", "own", "all", "–", "all", "all"),
    input: ({ meetingId }) => ({ meetingId, role: "participant" }),
  },
  {
    procedure: "links.get",
    grants: row("own", "–", "–", "–", "all", "all"),
    input: ({ meetingId }) => ({ meetingId, role: "host" }),
  },
  {
    procedure: "links.revoke",
    grants: row("own", "–", "all", "–", "all", "all"),
    input: ({ meetingId }) => ({ meetingId, role: "participant" }),
  },
  {
    procedure: "links.invite",
    grants: row("own", "–", "all", "–", "all", "all"),
    input: ({ meetingId }) => ({ meetingId, kind: "interpreter", interprets: "gsg" }),
  },
  {
    procedure: "meetings.create",
    grants: row("own", "–", "all", "–", "all", "all"),
    input: bookingOf,
    missing: "OK",
  },
  {
    procedure: "meetings.update",
    grants: row("own", "–", "all", "–", "all", "all"),
    input: ({ meetingId }) => ({ meetingId, topic: "Moved" }),
  },
  { procedure: "meetings.retry", grants: row("own", "–", "all", "–", "all", "all"), input: byId },
  {
    procedure: "lifecycle.start",
    grants: row("own", "–", "–", "–", "all", "all"),
    input: byId,
    allowed: "ILLEGAL_TRANSITION",
  },
  {
    procedure: "lifecycle.end",
    grants: row("own", "–", "–", "–", "all", "all"),
    input: byId,
    allowed: "ILLEGAL_TRANSITION",
  },
  {
    procedure: "lifecycle.confirmOutcome",
    grants: row("own", "–", "all", "–", "all", "all"),
    input: ({ meetingId }) => ({ meetingId, outcome: "held", reasonCode: "other", reason: "They met" }),
    allowed: "ILLEGAL_TRANSITION",
  },
  {
    procedure: "lifecycle.appointmentChanged",
    grants: row("–", "–", "–", "–", "all", "all"),
    input: ({ appointment }) => ({ appointment }),
    missing: "OK",
  },
  {
    procedure: "meetings.cancel",
    grants: row("own", "–", "all", "–", "all", "all"),
    input: byId,
    spoils: true,
  },
];
// No meeting is named in these: a separate test says what they hold.
const aboutMany: { procedure: string; grants: Grants; input?: object }[] = [
  {
    procedure: "meetings.list",
    grants: row("own", "own", "all", "all", "all", "all"),
    input: { limit: 100 },
  },
  { procedure: "stats.overview", grants: row("–", "–", "all", "all", "all", "all") },
  {
    procedure: "stats.daily",
    grants: row("–", "–", "all", "all", "all", "all"),
    input: { from: "2027-01-15T00:00:00Z", to: "2027-01-16T00:00:00Z" },
  },
];

const expectedOf = (
  { grants, allowed = "OK", missing = "MEETING_NOT_FOUND" }: Case,
  role: Role,
  at: Target,
) => {
  if (grants[role] === "–") return "FORBIDDEN";
  if (at === "missing") return missing;
  return at === "own" || grants[role] === "all" ? allowed : "MEETING_NOT_FOUND";
};
const statusOf = { OK: 200, FORBIDDEN: 403, MEETING_NOT_FOUND: 404, ILLEGAL_TRANSITION: 409 };

let app: OpenApp;
let database: Client;
let slot = 24 * 60;
const nextSlot = () => {
  slot += 60;
  return minutesFromNow(slot);
};

beforeAll(async () => {
  app = await openApp();
  database = new Client({ connectionString: app.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await app.close();
});

/** A meeting of tomorrow or later, in a slot of its own. */
async function make(doctor: PersonName, patient: PersonName): Promise<Subject> {
  const of = (name: PersonName) => {
    const { sub: id, email } = people[name] as { sub: string; email: string };
    return { id, email };
  };
  const appointment = anAppointment({
    startTime: nextSlot(),
    doctor: of(doctor),
    patient: of(patient),
  });
  const { meeting } = await (await app.as("service")).lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  return { meetingId: meeting.id, appointment };
}

const kept: Partial<Record<Target, Subject>> = {};
async function subjectOf(target: Target, { spoils }: Case): Promise<Subject> {
  if (target === "missing") {
    return {
      meetingId: randomUUID(),
      appointment: anAppointment({ startTime: nextSlot() }),
    };
  }
  const fresh = () => (target === "own" ? make("doctor", "patient") : make("otherDoctor", "otherPatient"));
  if (spoils) return fresh();
  kept[target] ??= await fresh();
  return kept[target];
}

async function call(caller: PersonName, procedure: string, input: unknown) {
  const requestId = randomUUID();
  const answer = await callRaw(app.url, procedure, {
    token: await tokenFor(people[caller]),
    input,
    headers: { "x-request-id": requestId },
  });
  return { ...answer, reason: answer.error?.data.reason ?? "OK", requestId };
}

/** All these meetings lie ahead: nobody gets a passcode or a way into Zoom yet. */
async function expectNoSecret(text: string): Promise<void> {
  expect(text).not.toMatch(/zak=|pwd=/);
  for (const { password } of await app.zoom.control.journal()) expect(text).not.toContain(password);
}

const refusalsOf = async (requestId: string) =>
  (
    await database.query(
      "select action, decision, reason, actor, actor_role from access_log where request_id = $1",
      [requestId],
    )
  ).rows;

test("every procedure that is mounted stands in the table", () => {
  const mounted = Object.keys(appRouter._def.procedures).sort();
  const named = new Set([...cases, ...aboutMany].map(({ procedure }) => procedure));
  expect([...named].sort()).toEqual(mounted);
});

describe.each(cases)("$procedure $grants", (one) => {
  test.each(roles)("as %s", async (role) => {
    const bodies: Partial<Record<Target, string>> = {};
    for (const target of targets) {
      const input = one.input(await subjectOf(target, one), role);
      const answer = await call(role, one.procedure, input);
      const expected = expectedOf(one, role, target);
      expect({ target, reason: answer.reason, status: answer.status }).toEqual({
        target,
        reason: expected,
        status: statusOf[expected],
      });
      await expectNoSecret(answer.text);
      if (expected !== "FORBIDDEN" && expected !== "MEETING_NOT_FOUND") continue;
      expect(answer.text).toContain(`"requestId":"${answer.requestId}"`);
      bodies[target] = answer.text.replace(answer.requestId, "");
      expect(await refusalsOf(answer.requestId)).toEqual([
        {
          action: one.procedure,
          decision: "refused",
          reason: expected,
          actor: people[role].sub,
          actor_role: role,
        },
      ]);
    }
    if (bodies.missing !== undefined && bodies["someone else's"] !== undefined) {
      expect(bodies["someone else's"]).toBe(bodies.missing);
    }
  });
});

describe.each(aboutMany)("$procedure $grants", ({ procedure, grants, input = {} }) => {
  test.each(roles)("as %s", async (role) => {
    const own = await make("doctor", "patient");
    const other = await make("otherDoctor", "otherPatient");
    const answer = await call(role, procedure, input);
    expect(answer.reason).toBe(grants[role] === "–" ? "FORBIDDEN" : "OK");
    await expectNoSecret(answer.text);
    if (answer.reason === "FORBIDDEN") {
      expect(answer.status).toBe(403);
      expect(await refusalsOf(answer.requestId)).toMatchObject([{ action: procedure, reason: "FORBIDDEN" }]);
    }
    if (procedure !== "meetings.list") return;
    expect(answer.text).toContain(own.meetingId);
    expect(answer.text.includes(other.meetingId)).toBe(grants[role] === "all");
  });
});

test("a doctor books under their own e-mail only, whatever its case", async () => {
  const as = (hostEmail: string) =>
    call("doctor", "meetings.create", aBooking({ hostEmail, startTime: nextSlot(), waitMs: 0 }));
  expect(await as(people.otherDoctor.email)).toMatchObject({ status: 403, reason: "FORBIDDEN" });
  expect(await as("nobody@clinic.example")).toMatchObject({ status: 403, reason: "FORBIDDEN" });
  expect(await as(people.doctor.email.toUpperCase())).toMatchObject({ reason: "OK" });
});
