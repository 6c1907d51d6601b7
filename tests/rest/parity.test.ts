import { randomUUID } from "node:crypto";
import type { Outputs } from "@patientcare/zoom-sdk";
import { restRoutes } from "@patientcare/zoom-server/rest/routes.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { type PersonName, people, tokenFor } from "../support/tokens.ts";
import { callRest } from "./call-rest.ts";

type Meeting = Outputs["meetings"]["create"];
type Input = Record<string, unknown>;

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

const everybody: (PersonName | null)[] = [null, "doctor", "otherPatient", "auditor", "service"];

const booking = (change: Parameters<typeof aBooking>[0] = {}) =>
  aBooking({ hostEmail: `${randomUUID()}@clinic.example`, ...change });
const booked = async (change = {}) => (await app.as("service")).meetings.create(booking(change));

/** The place where the adapter sends each part of an input. */
function asRest(method: string, path: string, input: Input): { path: string; body?: Input } {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  const others = Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.includes(name)));
  const filled = path.replace(/:(\w+)/g, (_, name) => String(input[name]));
  if (method !== "GET") return { path: filled, body: others };
  const query = new URLSearchParams(others as Record<string, string>).toString();
  return { path: query === "" ? filled : `${filled}?${query}` };
}

/** The legacy body of a meeting, said once more and independently of the adapter. */
async function legacyBody(meeting: Meeting) {
  const service = await app.as("service");
  const link = async (role: "host" | "participant") => service.links.get({ meetingId: meeting.id, role });
  const [host, participant] = [await link("host"), await link("participant")];
  return {
    id: meeting.id,
    meetingId: meeting.zoomMeetingId,
    appointmentId: meeting.appointmentId,
    topic: meeting.topic,
    startTime: meeting.startTime.toISOString(),
    duration: meeting.duration,
    hostUrl: host.url,
    joinUrl: participant.url,
    password: participant.password,
    status: meeting.status,
    hostEmail: meeting.hostEmail,
    participants: [
      { email: meeting.hostEmail, name: null, role: "host" },
      { email: meeting.participantEmail, name: meeting.participantName, role: "participant" },
    ],
    createdAt: meeting.createdAt.toISOString(),
    // Zoom's confirmation may touch the row between the two readings.
    updatedAt: expect.stringMatching(/Z$/),
  };
}

interface Row {
  /** An input that succeeds, once. */
  input(): Promise<Input>;
  /** Inputs that are refused, whatever stands in the database. */
  refused(): Promise<Input[]>;
  status: number;
  /** The body for the procedure's result. */
  body(meeting: Meeting | null, input: Input): Promise<unknown>;
}

const id = randomUUID();
const ended = { success: true, message: "Meeting ended successfully" };
const data = async (meeting: Meeting | null) => ({
  success: true,
  data: meeting && (await legacyBody(meeting)),
});
const cancelled = async () => (await app.as("service")).meetings.cancel({ meetingId: (await booked()).id });
const byId = async () => ({ meetingId: (await booked()).id });
const missing = async () => [{ meetingId: id }, { meetingId: (await cancelled()).id }];

const rows: Record<string, Row> = {
  "POST /meetings": {
    input: async () => booking(),
    refused: async () => {
      const { hostEmail } = await booked();
      return [{}, { ...booking(), duration: 5 }, { ...booking(), odd: 1 }, booking({ hostEmail })];
    },
    status: 201,
    body: data,
  },
  "GET /meetings/appointment/:appointmentId": {
    input: async () => ({ appointmentId: (await booked()).appointmentId }),
    refused: async () => [{ appointmentId: id }, { appointmentId: "none" }, { appointmentId: id, odd: "1" }],
    status: 200,
    body: data,
  },
  "GET /meetings/:meetingId": {
    input: byId,
    refused: async () => [{ meetingId: id }],
    status: 200,
    body: data,
  },
  "GET /meetings/:meetingId/link": {
    input: async () => ({ ...(await byId()), role: "participant" }),
    refused: async () => [
      { meetingId: id, role: "host" },
      { meetingId: id, role: "guest" },
      { meetingId: id },
      { meetingId: (await cancelled()).id, role: "participant" },
    ],
    status: 200,
    async body(_, { meetingId }) {
      const service = await app.as("service");
      const link = await service.links.get({ meetingId: String(meetingId), role: "participant" });
      const { url, password, topic, startTime } = link;
      const reported = { meetingLink: url, password, meetingId: link.meetingId, topic };
      return { success: true, data: { ...reported, startTime: startTime.toISOString() } };
    },
  },
  "PUT /meetings/:meetingId": {
    input: async () => ({ ...(await byId()), startTime: minutesFromNow(90), topic: "Moved" }),
    refused: async () => [
      ...(await missing()).map((name) => ({ ...name, duration: 45 })),
      { meetingId: id },
      { meetingId: id, hostEmail: "other@clinic.example" },
    ],
    status: 200,
    body: data,
  },
  "DELETE /meetings/:meetingId": {
    input: byId,
    refused: async () => [{ meetingId: id }, { meetingId: id, reason: "" }],
    status: 200,
    body: async () => ({ success: true, message: "Meeting cancelled successfully" }),
  },
  "POST /meetings/:meetingId/start": {
    input: byId,
    refused: missing,
    status: 200,
    body: async () => ({ success: true, message: "Meeting started successfully" }),
  },
  "POST /meetings/:meetingId/end": { input: byId, refused: missing, status: 200, body: async () => ended },
  "GET /stats": {
    input: async () => ({ from: minutesFromNow(-60).toISOString() }),
    refused: async () => [{ from: "yesterday" }, { since: "1" }],
    status: 200,
    async body(_, input) {
      return { success: true, data: await (await app.as("service")).stats.overview(input) };
    },
  },
};

describe.each(restRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "%s",
  (name, route) => {
    const row = rows[name];
    if (!row) throw new Error(`${name} has no row in this test`);

    test("answers its procedure's result in the declared form", async () => {
      const input = await row.input();
      const { path, body } = asRest(route.method, route.path, input);
      const reply = await callRest(app, "service", route.method, path, body);
      const reader = await app.as("service");
      const meetingId = input.meetingId ?? reply.body.data?.id;
      const meeting = meetingId ? await reader.meetings.get({ meetingId: String(meetingId) }) : null;
      expect(reply.status).toBe(row.status);
      expect(reply.body).toEqual(await row.body(meeting, input));
    });

    test("refuses what its procedure refuses, with the same code and status", async () => {
      for (const input of await row.refused()) {
        const { path, body } = asRest(route.method, route.path, input);
        for (const person of everybody) {
          const reply = await callRest(app, person, route.method, path, body);
          const token = person && (await tokenFor(people[person]));
          const raw = await callRaw(app.url, route.procedure, { ...(token && { token }), input });
          const reported = {
            status: reply.status,
            code: reply.body.error?.code,
            message: reply.body.error?.message,
          };
          const given = raw.error?.data;
          expect({ person, input, ...reported }).toEqual({
            person,
            input,
            status: raw.status,
            code: given?.reason,
            message: raw.error?.message,
          });
          expect(reply.body.error.details).toEqual(given?.issues ? { issues: given.issues } : {});
        }
      }
    });
  },
);
