import { expect, test } from "vitest";
import { host, openSandbox } from "./open-sandbox.ts";
import { openVisit } from "./open-visit.ts";

const chat = { enable: true, auto_add_meeting_participants: false };
const companion = {
  auto_start_meeting_summary: true,
  auto_start_ai_companion_questions: true,
  continuous_meeting_chat: chat,
};

test("settings of the companion and of the chat are stored, and default to the account's", async () => {
  const { call, control, createMeeting } = await openSandbox();
  await control.setDefaultSettings(companion);
  const silent = await createMeeting();
  const off = { auto_start_meeting_summary: false, continuous_meeting_chat: { enable: false } };
  const explicit = await createMeeting({ settings: off });
  await call("PATCH", `/meetings/${silent.id}`, { settings: { auto_start_ai_companion_questions: false } });
  const changed = (await call("GET", `/meetings/${silent.id}`)).body;
  expect(silent.settings).toMatchObject(companion);
  expect(explicit.settings).toMatchObject({ ...off, auto_start_ai_companion_questions: true });
  expect(changed.settings).toMatchObject({ ...companion, auto_start_ai_companion_questions: false });
  expect(
    await call("POST", `/users/${host}/meetings`, { settings: { continuous_meeting_chat: { enable: 1 } } }),
  ).toMatchObject({ status: 400, body: { errors: [{ field: "settings.continuous_meeting_chat.enable" }] } });
});

test("a locked setting stays at its value, and each update that names it is announced", async () => {
  const { call, control, createMeeting, id, receiver } = await openVisit({ waiting_room: true });
  await control.lockSettings({ waiting_room: false, audio: "voip" }, { host });
  const created = await createMeeting({ settings: { waiting_room: true } });
  const locked = { settings: { waiting_room: true, mute_upon_entry: true } };
  for (const body of [locked, locked, { settings: { mute_upon_entry: true } }])
    expect((await call("PATCH", `/meetings/${created.id}`, body)).status).toBe(204);
  const { settings } = (await call("GET", `/meetings/${created.id}`)).body;
  await control.flush();
  const updates = receiver.events().filter((event) => event === "meeting.updated");
  expect(created.settings).toMatchObject({ waiting_room: false, audio: "voip" });
  expect(settings).toMatchObject({ waiting_room: false, mute_upon_entry: true });
  expect(updates).toHaveLength(2);
  expect(receiver.payload("meeting.updated").object).toEqual({
    id: created.id,
    settings: { waiting_room: false, mute_upon_entry: true },
  });
  expect((await call("GET", `/meetings/${id}`)).body.settings.waiting_room).toBe(true);
  const elsewhere = { settings: { waiting_room: true } };
  const other = await call("POST", "/users/other@clinic.example/meetings", elsewhere);
  expect(other.body.settings.waiting_room).toBe(true);
});

test("a lock without a host concerns the whole account", async () => {
  const { control, createMeeting } = await openSandbox();
  await control.lockSettings({ waiting_room: false });
  const { settings } = await createMeeting({ settings: { waiting_room: true } });
  expect(settings.waiting_room).toBe(false);
});

test("a meeting can run on for a while after it was ended", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  await control.start(id);
  await control.setEndDelay(id, 300);
  const put = () => call("PUT", `/meetings/${id}/status`, { action: "end" });
  expect([(await put()).status, (await put()).status]).toEqual([204, 204]);
  expect(await call("DELETE", `/meetings/${id}`)).toMatchObject({ status: 400, body: { code: 3002 } });
  const status = async () => (await call("DELETE", `/meetings/${id}`)).body.code;
  await expect.poll(status, { interval: 20, timeout: 5000 }).toBe(3007);
  expect(await control.journal()).toMatchObject([{ live: false, endedCount: 1 }]);
});

test("a living meeting can be answered as missing, so many times", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  const other = await createMeeting();
  await control.answerMissing(id, 2);
  const get = (meeting: number) => call("GET", `/meetings/${meeting}`);
  const missing = { status: 404, body: { code: 3001, message: `Meeting does not exist: ${id}.` } };
  expect(await get(id)).toMatchObject(missing);
  expect((await get(other.id)).status).toBe(200);
  expect((await call("PATCH", `/meetings/${id}`, { topic: "Alive" })).status).toBe(204);
  expect(await get(id)).toMatchObject(missing);
  expect((await get(id)).status).toBe(200);
});

test("a path that Zoom does not know is a 404 that says nothing about a meeting", async () => {
  const { call } = await openSandbox();
  for (const path of ["/meeting/81234567890", "/meetings/81234567890/nothing"]) {
    const { status, body } = await call("GET", path);
    expect([status, body]).toEqual([404, { code: 2300, message: "This API endpoint is not recognized." }]);
  }
});

test("a session can be missing from Zoom's past meetings", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  const first = await control.start(id);
  await control.end(id);
  const second = await control.start(id);
  await control.listSession(id, { listed: false });
  await control.end(id);
  const listed = async () =>
    (await call("GET", `/past_meetings/${id}/instances`)).body.meetings.map(({ uuid }) => uuid);
  const ofSecond = `/past_meetings/${encodeURIComponent(encodeURIComponent(second.uuid))}`;
  expect(await listed()).toEqual([first.uuid]);
  expect((await call("GET", ofSecond)).body.code).toBe(3001);
  expect((await call("GET", `${ofSecond}/participants`)).body.code).toBe(3001);
  expect((await call("GET", `/past_meetings/${id}`)).body.uuid).toBe(first.uuid);
  await control.listSession(id, { uuid: second.uuid, listed: true });
  await control.listSession(id, { uuid: first.uuid, listed: false });
  expect(await listed()).toEqual([second.uuid]);
});
