import type { Outputs, ZoomClient } from "@patientcare/zoom-sdk";
import { expect, test } from "vitest";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { startProcess } from "../support/start-process.ts";
import { testKey } from "../support/test-key.ts";
import { webhookSecret } from "../support/test-sandbox.ts";
import { jwtSecret, people, tokenFor } from "../support/tokens.ts";
import { ago } from "../visit/follow.ts";
import { canariesIn } from "./canary-forms.ts";
import { dumpDatabase } from "./dump-database.ts";

const patient = { name: 'Zoë "Canary" Ünal', email: "zoe+canary@haus.example" };
const given = {
  "patient's name": patient.name,
  "patient's e-mail": patient.email,
  "doctor's name": "Dr. Canary <Moreau>",
  topic: 'Canary & "migraine" 7%',
  "name of the change": "Canary's move to Oslo",
  "reason of the cancellation": "Canary moved to Oslo, 50%",
};
const secrets = {
  "JWT secret": jwtSecret,
  "webhook secret": webhookSecret,
  "client secret": "client-secret",
  "encryption key": testKey(1),
  "index key": testKey(2),
};
const doctorsEmail = people.doctor.email;
const mayHoldDoctorsEmail = new Set([
  "public.zoom_meetings.host_email",
  "public.statistics_cells.host",
  "public.zoom_meetings.zoom_host",
  "public.zoom_attempts.host",
  "public.zoom_references.host",
]);

test("a whole visit leaves no person, passcode or way in in clear: not at rest, not in logs or metrics, not at Zoom", async () => {
  const { url, opsUrl, databaseUrl, zoom, lines } = await startProcess({ LOG_LEVEL: "trace" });
  const service = await clientOf(url, "service");
  const doctor = await clientOf(url, "doctor");
  const appointment = anAppointment({
    topic: given.topic,
    doctor: { id: people.doctor.sub, name: given["doctor's name"], email: doctorsEmail },
    patient: { id: people.patient.sub, ...patient },
  });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting?.zoomMeetingId) throw new Error("No meeting was made");
  const ways = await passBoth(doctor, meeting.id);
  await playVisit(zoom, meeting.zoomMeetingId);
  await eventually(async () => {
    expect(await service.meetings.get({ meetingId: meeting.id })).toMatchObject({ status: "ended" });
  });
  await cancelAnother(service);
  const refusals = await bePoorlyAsked(url);
  await zoom.control.flush();
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();

  const canaries = { ...given, ...ways };
  for (const text of refusals) expect(canariesIn(text, canaries)).toEqual([]);
  await eventually(async () => {
    expect(await unsettledDeliveries(databaseUrl)).toEqual([]);
  });
  const cells = await dumpDatabase(databaseUrl);
  expect(cells.length).toBeGreaterThan(200);
  const found = cells.flatMap(({ column, value }) => {
    const names = canariesIn(value, { ...canaries, ...secrets, "doctor's e-mail": doctorsEmail });
    return names
      .filter((name) => name !== "doctor's e-mail" || !mayHoldDoctorsEmail.has(column))
      .map((name) => `${name} in ${column}`);
  });
  expect(found).toEqual([]);

  const messages = lines.map((line) => JSON.parse(line).message);
  expect(messages).toEqual(expect.arrayContaining([expect.stringMatching(/^ready/), "call", "zoom call"]));
  const everything = { ...canaries, ...secrets, "doctor's e-mail": doctorsEmail };
  expect(canariesIn(lines.join("\n"), everything)).toEqual([]);
  expect(lines.join("\n")).not.toMatch(/zak=|pwd=|Bearer|eyJ/);
  expect(canariesIn(metrics, everything)).toEqual([]);

  const journal = await zoom.control.journal();
  expect(journal).toHaveLength(2);
  for (const { topic, agenda } of journal) {
    expect(topic).toMatch(/^Online visit · [0-9A-HJKMNP-TV-Z]{16}-default$/);
    expect(agenda).toMatch(new RegExp(`^${topic.slice("Online visit · ".length)}(?![0-9A-Za-z])`));
    expect(canariesIn(`${topic}\n${agenda}`, given)).toEqual([]);
  }
  expect(canariesIn(JSON.stringify(await zoom.control.calls()), given)).toEqual([]);
});

/** Goes on from both links, and says what Zoom gave for it. */
async function passBoth(doctor: ZoomClient, meetingId: string): Promise<Record<string, string>> {
  const ways: Record<string, string> = {};
  for (const role of ["participant", "host"] as const) {
    const link = await doctor.links.get({ meetingId, role });
    await fetch(link.url);
    const redirect = await fetch(link.url, { method: "POST", redirect: "manual" });
    const location = redirect.headers.get("location") ?? "";
    const [name, parameter] = role === "host" ? ["start URL", "zak"] : ["join URL", "pwd"];
    const key = new URL(location).searchParams.get(parameter) ?? "";
    expect(key).not.toBe("");
    ways[name] = location;
    ways[`key of the ${name}`] = key;
    ways[`token of the ${role}'s link`] = link.url.slice(link.url.lastIndexOf("/") + 1);
    ways.passcode = link.password ?? "";
  }
  expect(ways.passcode).toMatch(/^[A-Za-z0-9]{10}$/);
  return ways;
}

async function playVisit(zoom: Awaited<ReturnType<typeof startProcess>>["zoom"], id: string): Promise<void> {
  // A visit that took no time at all would not count as held.
  await zoom.control.start(id, ago(60));
  await zoom.control.join(id, { ...patient, ...ago(50) });
  await zoom.control.flush();
  await zoom.control.end(id);
}

async function cancelAnother(service: ZoomClient): Promise<Outputs["meetings"]["cancel"]> {
  const appointment = anAppointment({ startTime: minutesFromNow(90), topic: given.topic, patient });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  const cancelled = { meetingId: meeting?.id ?? "", reason: given["reason of the cancellation"] };
  return service.meetings.cancel(cancelled, { idempotencyKey: given["name of the change"] });
}

/** Calls that are refused while they hold what nobody may see. */
async function bePoorlyAsked(url: string): Promise<string[]> {
  const token = await tokenFor(people.doctor);
  const inputs = [
    { meetingId: patient.email },
    { hostEmail: patient.name, topic: `${given.topic}\n`, startTime: patient.email },
    { participantEmail: `${patient.email}\n`, participantName: `${patient.name}\u0000` },
  ];
  const answers = await Promise.all([
    ...inputs.map((input) => callRaw(url, "meetings.create", { token, input })),
    callRaw(url, "meetings.get", { token: `${token}x`, input: { meetingId: patient.name } }),
    callRaw(url, encodeURIComponent(patient.name), { token, input: {} }),
    callRaw(url, "meetings.list", { token, body: `{"json":{"cursor":"${patient.email}"` }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 401, 404, 400]);
  const webhook = await fetch(`${url}/api/zoom/webhook`, {
    method: "POST",
    body: JSON.stringify({ event: "meeting.started", payload: { object: { topic: patient.name } } }),
  });
  expect(webhook.status).toBe(401);
  return answers.filter(({ status }) => status !== 404).map(({ text }) => text);
}

async function unsettledDeliveries(databaseUrl: string): Promise<string[]> {
  const cells = await dumpDatabase(databaseUrl);
  return cells
    .filter(({ column, value }) => column === "public.webhook_deliveries.state" && value === "received")
    .map(({ value }) => value);
}
