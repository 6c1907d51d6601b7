import { randomUUID } from "node:crypto";
import { restRoutes } from "@patientcare/zoom-server/rest/routes.ts";
import { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callRest } from "../rest/call-rest.ts";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

interface Visit {
  meetingId: string;
  appointment: ReturnType<typeof anAppointment>;
}

interface Asked {
  input?: unknown;
  /** Asks for the same, and finds nothing to change; the input itself where it is not given. */
  nothing?: unknown;
  /** The meetings in the answer; those of the visit where they are not given. */
  ids?: (answer: never) => string[];
  persons?: string[];
  before?: () => Promise<unknown>;
}

const both = ["doctor", "patient"];
const service = () => app.as("service");
const byId = ({ meetingId }: Visit): Asked => ({ input: { meetingId } });
const aNewBooking = () => aBooking({ hostEmail: `${randomUUID()}@clinic.example`, waitMs: 0 });

/** Every procedure, with a call that changes something where it changes something at all. */
const procedures: Record<string, (visit: Visit) => Asked> = {
  "meetings.create": () => ({ input: aNewBooking(), ids: ({ id }: { id: string }) => [id] }),
  "meetings.get": byId,
  "meetings.getByAppointment": ({ appointment }) => ({ input: { appointmentId: appointment.id } }),
  "meetings.list": ({ appointment }) => ({ input: { hostEmail: appointment.doctor.email } }),
  "meetings.update": ({ meetingId }) => ({ input: { meetingId, topic: "Another" } }),
  "meetings.cancel": byId,
  "meetings.retry": byId,
  "links.get": ({ meetingId }) => ({ input: { meetingId, role: "host" }, persons: ["doctor"] }),
  "links.revoke": ({ meetingId }) => ({
    input: { meetingId, role: "participant" },
    persons: ["patient"],
    before: async () => (await service()).links.get({ meetingId, role: "participant" }),
  }),
  "links.invite": ({ meetingId }) => ({
    input: { meetingId, kind: "interpreter", interprets: "gsg" },
    persons: ["interpreter"],
  }),
  "lifecycle.appointmentChanged": ({ appointment }) => ({
    input: { appointment: { ...appointment, topic: "Another", updatedAt: new Date() } },
  }),
  "lifecycle.start": byId,
  "lifecycle.end": byId,
  "lifecycle.confirmOutcome": ({ meetingId }) => ({
    input: { meetingId, outcome: "held", reasonCode: "other", reason: "They met" },
    before: async () => (await service()).lifecycle.end({ meetingId }),
  }),
  "lifecycle.history": byId,
  "lifecycle.events": byId,
  "visits.get": byId,
  "stats.overview": () => ({ ids: () => [], persons: [] }),
  "stats.daily": () => ({
    input: { from: minutesFromNow(-1440), to: minutesFromNow(1440) },
    ids: () => [],
    persons: [],
  }),
};

/** Every path of REST, after the way it is called for a visit. */
const paths: Record<string, (visit: Visit) => Asked & { path?: string }> = {
  "POST /meetings": () => ({ input: aNewBooking(), ids: ({ id }: { id: string }) => [id] }),
  "GET /meetings/appointment/:appointmentId": () => ({}),
  "GET /meetings/:meetingId/link": () => ({ path: "?role=host", persons: ["doctor"] }),
  "GET /meetings/:meetingId": () => ({}),
  "PUT /meetings/:meetingId": () => ({ input: { topic: "Another" } }),
  "DELETE /meetings/:meetingId": () => ({}),
  "POST /meetings/:meetingId/start": () => ({}),
  "POST /meetings/:meetingId/end": () => ({}),
  "GET /stats": () => ({ ids: () => [], persons: [] }),
};

/** A visit that is open now, with a doctor of its own. */
async function aVisit(): Promise<Visit> {
  const doctor = `doctor-${randomUUID()}`;
  const appointment = anAppointment({ doctor: { id: doctor, email: `${doctor}@clinic.example` } });
  const { meeting } = await (await service()).lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  return { meetingId: meeting.id, appointment };
}

interface Row {
  decision: string;
  action: string;
  actor: string;
  meetings: string[];
  persons: string[];
  sealed: boolean;
}

async function rowsOf(requestId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select decision, action, actor, coalesce(meeting_ids, array_remove(array[meeting_id], null)) as meetings, persons,
      seal is not null as sealed
    from access_log where request_id = ${requestId}`.execute(app.server.deps.db);
  return rows;
}

const states = ["first", "replayed", "repeated", "nothing to change"] as const;

/** Makes the call in each state, and returns the rows that it left at the moment when its answer was there. */
async function inEachState(
  asked: Asked,
  call: (input: unknown, headers: Record<string, string>) => Promise<{ status: number; answer: unknown }>,
) {
  const key = randomUUID();
  const left: { state: string; status: number; rows: Row[]; ids: string[] | undefined }[] = [];
  await asked.before?.();
  for (const state of states) {
    const requestId = randomUUID();
    const isNamed = state === "first" || state === "replayed";
    const input = state === "nothing to change" ? (asked.nothing ?? asked.input) : asked.input;
    const { status, answer } = await call(input, {
      "x-request-id": requestId,
      ...(isNamed && { "idempotency-key": key }),
    });
    left.push({ state, status, rows: await rowsOf(requestId), ids: asked.ids?.(answer as never) });
  }
  return left;
}

const expectedOf = (action: string, visit: Visit, { persons = both }: Asked, ids?: string[]) => [
  {
    decision: "allowed",
    action,
    actor: people.service.sub,
    meetings: ids ?? [visit.meetingId],
    persons: expect.toSatisfy((kinds: string[]) => [...kinds].sort().join() === [...persons].sort().join()),
    sealed: true,
  },
];

test("every procedure and every path stands in the tables", () => {
  expect(Object.keys(procedures).sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
  expect(Object.keys(paths).sort()).toEqual(restRoutes.map(({ method, path }) => `${method} ${path}`).sort());
});

describe("exactly one row with all meetings is there before the answer", () => {
  test.each(Object.entries(procedures))("%s", async (procedure, askedOf) => {
    const visit = await aVisit();
    const asked = askedOf(visit);
    const token = await tokenFor(people.service);
    const left = await inEachState(asked, async (input, headers) => {
      const { status, result } = await callRaw(app.url, procedure, { token, input, headers });
      return { status, answer: result };
    });
    for (const { state, status, rows, ids } of left) {
      expect({ state, status, rows }).toEqual({
        state,
        status: 200,
        rows: expectedOf(procedure, visit, asked, ids),
      });
    }
  });

  test.each(restRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s",
    async (name, { method, path, procedure }) => {
      const visit = await aVisit();
      const asked = paths[name]?.(visit) ?? {};
      const address = path
        .replace(":meetingId", visit.meetingId)
        .replace(":appointmentId", visit.appointment.id);
      const left = await inEachState(asked, async (input, headers) => {
        const where = `${address}${asked.path ?? ""}`;
        const { status, body } = await callRest(app, "service", method, where, input, headers);
        return { status, answer: body.data };
      });
      for (const { state, status, rows, ids } of left) {
        expect({ state, status, rows }).toEqual({
          state,
          status: expect.toSatisfy((code: number) => code < 300),
          rows: expectedOf(procedure, visit, asked, ids),
        });
      }
    },
  );
});

test("a list leaves the ids of all its meetings, and an appointment that is refused leaves its own", async () => {
  const [one, other] = [await aVisit(), await aVisit()];
  const requestId = randomUUID();
  const token = await tokenFor(people.service);
  const { result } = await callRaw(app.url, "meetings.list", {
    token,
    input: { limit: 100 },
    headers: { "x-request-id": requestId },
  });
  const listed = (result as { items: { id: string }[] }).items.map(({ id }) => id);
  expect(listed).toEqual(expect.arrayContaining([one.meetingId, other.meetingId]));
  expect((await rowsOf(requestId)).map(({ meetings }) => meetings)).toEqual([listed]);

  const refusedId = randomUUID();
  const refused = await callRaw(app.url, "meetings.getByAppointment", {
    token: await tokenFor(people.otherDoctor),
    input: { appointmentId: one.appointment.id },
    headers: { "x-request-id": refusedId },
  });
  expect(refused.status).toBe(404);
  const { rows } = await sql`
    select decision, reason, actor, appointment_id from access_log where request_id = ${refusedId}`.execute(
    app.server.deps.db,
  );
  expect(rows).toEqual([
    {
      decision: "refused",
      reason: "MEETING_NOT_FOUND",
      actor: people.otherDoctor.sub,
      appointment_id: one.appointment.id,
    },
  ]);
});

test("a rule of the visit that refuses is on record as well; an input that fits no schema is not", async () => {
  const { meetingId } = await aVisit();
  const token = await tokenFor(people.service);
  const refusal = async (procedure: string, input: unknown) => {
    const requestId = randomUUID();
    const { error } = await callRaw(app.url, procedure, {
      token,
      input,
      headers: { "x-request-id": requestId },
    });
    return [
      error?.data.reason,
      (await rowsOf(requestId)).map(({ decision, meetings }) => [decision, meetings]),
    ];
  };
  await (await service()).meetings.cancel({ meetingId });
  expect(await refusal("lifecycle.start", { meetingId })).toEqual([
    "ILLEGAL_TRANSITION",
    [["refused", [meetingId]]],
  ]);
  expect(await refusal("links.get", { meetingId, role: "host" })).toEqual([
    "LINK_EXPIRED",
    [["refused", [meetingId]]],
  ]);
  expect(await refusal("meetings.get", { meetingId: "x" })).toEqual(["VALIDATION_ERROR", []]);
});

test("where no row can be written, nothing is answered", async () => {
  await using alone = await openApp(unhurried);
  const { db } = alone.server.deps;
  const client = await alone.as("service");
  const { id: meetingId } = await client.meetings.create(aBooking({ topic: "Canary of the log" }));
  await sql`create function break_log() returns trigger language plpgsql as $$ begin raise exception 'full'; end $$`.execute(
    db,
  );
  await sql`create trigger break_log before insert on access_log for each row execute function break_log()`.execute(
    db,
  );
  const token = await tokenFor(people.service);
  const inputs: [string, unknown][] = [
    ["meetings.get", { meetingId }],
    ["meetings.list", {}],
    ["lifecycle.history", { meetingId }],
    ["visits.get", { meetingId }],
    ["links.get", { meetingId, role: "participant" }],
    ["meetings.update", { meetingId, topic: "Canary of the log" }],
  ];
  for (const [procedure, input] of inputs) {
    const { status, text } = await callRaw(alone.url, procedure, { token, input });
    expect({ procedure, status }).toEqual({ procedure, status: 500 });
    expect(text).not.toMatch(/Canary|\/j\//);
  }
  await sql`drop trigger break_log on access_log`.execute(db);
});
