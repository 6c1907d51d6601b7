import { expect, test } from "vitest";
import { openSandbox, type TestSandbox } from "./open-sandbox.ts";

async function runVisit({ control }: TestSandbox, id: number): Promise<string> {
  const { uuid } = await control.start(id, { at: "2026-03-02T09:00:00Z" });
  const patient = await control.join(id, { name: "Ann", at: "2026-03-02T09:01:00Z" });
  await control.leave(id, patient.userId, { at: "2026-03-02T09:11:00Z" });
  await control.join(id, { name: "Ann", at: "2026-03-02T09:12:00Z" });
  await control.end(id, { at: "2026-03-02T09:20:00Z" });
  return uuid;
}

const encoded = (uuid: string) =>
  uuid.startsWith("/") || uuid.includes("//")
    ? encodeURIComponent(encodeURIComponent(uuid))
    : encodeURIComponent(uuid);

test("each run of a meeting has its own uuid and its own past meeting", async () => {
  const sandbox = await openSandbox();
  await sandbox.control.advanceClock(Date.parse("2026-03-03T00:00:00Z") - Date.now());
  const { id } = await sandbox.createMeeting();
  const missing = await sandbox.call("GET", `/past_meetings/${id}`);
  const first = await runVisit(sandbox, id);
  const second = await runVisit(sandbox, id);
  const instances = await sandbox.call("GET", `/past_meetings/${id}/instances`);
  const past = await sandbox.call("GET", `/past_meetings/${encoded(first)}`);
  expect(missing).toMatchObject({ status: 404, body: { code: 3001 } });
  expect(instances.body.meetings.map(({ uuid }) => uuid)).toEqual([first, second]);
  expect(past.body).toMatchObject({ uuid: first, duration: 20, participants_count: 3, total_minutes: 38 });
});

test("participants come one row per join, in seconds, with a new user id for a rejoin", async () => {
  const sandbox = await openSandbox();
  await sandbox.control.advanceClock(Date.parse("2026-03-03T00:00:00Z") - Date.now());
  const { id } = await sandbox.createMeeting();
  await runVisit(sandbox, id);
  const { participants } = (await sandbox.call("GET", `/past_meetings/${id}/participants`)).body;
  expect(participants.map(({ name, duration, user_email }) => [name, duration, user_email])).toEqual([
    ["doctor", 1200, "doctor@clinic.example"],
    ["Ann", 600, ""],
    ["Ann", 480, ""],
  ]);
  expect(new Set(participants.map(({ user_id }) => user_id)).size).toBe(3);
});

test("a meeting with a single person lists nobody", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  await control.start(id);
  await control.end(id);
  expect((await call("GET", `/past_meetings/${id}/participants`)).body).toMatchObject({ participants: [] });
});

test("durations lag behind the end of the meeting", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  await control.participantsLag(60_000);
  await control.start(id);
  await control.join(id, { name: "Ann" });
  await control.advanceClock(120_000);
  await control.end(id);
  const early = await call("GET", `/past_meetings/${id}/participants`);
  await control.advanceClock(60_000);
  const late = await call("GET", `/past_meetings/${id}/participants`);
  expect(early.body.participants.map(({ duration }) => duration)).toEqual([0, 0]);
  expect(late.body.participants.every(({ duration }) => duration >= 120)).toBe(true);
});

test("a uuid with slashes at its start or doubled inside must be encoded twice", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  let uuid = "";
  while (!uuid.startsWith("/") && !uuid.includes("//")) {
    ({ uuid } = await control.start(id));
    await control.end(id);
  }
  expect((await call("GET", `/past_meetings/${encodeURIComponent(uuid)}`)).status).toBe(404);
  expect((await call("GET", `/past_meetings/${encoded(uuid)}`)).body).toMatchObject({ uuid });
});
