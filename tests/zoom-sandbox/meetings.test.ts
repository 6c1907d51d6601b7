import { expect, test } from "vitest";
import { host, openSandbox } from "./open-sandbox.ts";

test("a created meeting comes back with its ids, links and settings in Zoom's order", async () => {
  const { call, url } = await openSandbox();
  const { status, body } = await call("POST", "/users/Doctor@Clinic.example/meetings", {
    topic: "Visit",
    start_time: "2031-07-01T10:00:00",
    timezone: "Europe/Zurich",
    settings: { waiting_room: true, join_before_host: true },
  });
  expect(status).toBe(201);
  expect(Object.keys(body).join(" ")).toBe(
    "uuid id host_id host_email topic type status start_time duration timezone created_at start_url join_url password h323_password pstn_password encrypted_password settings creation_source pre_schedule",
  );
  expect(body).toMatchObject({ start_time: "2031-07-01T08:00:00Z", host_email: host, type: 2, duration: 60 });
  expect(body.settings).toMatchObject({ waiting_room: true, join_before_host: false, audio: "both" });
  expect(String(body.id)).toMatch(/^\d{11}$/);
  expect(body.host_id).toMatch(/^[\w-]{22}$/);
  expect(body.uuid).toMatch(/^.{22}==$/);
  expect(body.created_at).toMatch(/:\d\dZ$/);
  expect(body.password).toMatch(/^[A-Za-z0-9]{6}$/);
  expect(body.join_url).toBe(`${url}/j/${body.id}?pwd=${body.encrypted_password}`);
});

test("every read of a meeting returns a fresh start link for two hours", async () => {
  const { call, createMeeting } = await openSandbox();
  const { id, start_url } = await createMeeting();
  const again = await call("GET", `/meetings/${id}`);
  const zak = new URL(again.body.start_url).searchParams.get("zak") ?? "";
  const { iat, exp } = JSON.parse(atob(zak.split(".")[1] ?? ""));
  expect(again.body.start_url).not.toBe(start_url);
  expect(exp - iat).toBe(7200);
});

test("a start in the past becomes now on create and is ignored on update", async () => {
  const { call, createMeeting } = await openSandbox();
  const past = await createMeeting({ start_time: "2020-01-01T00:00:00Z" });
  const future = await createMeeting({ start_time: "2031-01-01T00:00:00Z" });
  await call("PATCH", `/meetings/${future.id}`, { start_time: "2020-01-01T00:00:00Z", topic: "Moved" });
  expect(past.start_time).toBe(past.created_at);
  expect((await call("GET", `/meetings/${future.id}`)).body).toMatchObject({
    start_time: "2031-01-01T00:00:00Z",
    topic: "Moved",
  });
});

test("an update leaves other fields unchanged, and a new passcode changes the join link", async () => {
  const { call, createMeeting } = await openSandbox();
  const before = await createMeeting({ agenda: "Knee", settings: { host_video: true } });
  const patch = { password: "abc123", settings: { mute_upon_entry: true } };
  const patched = await call("PATCH", `/meetings/${before.id}`, patch);
  const { body } = await call("GET", `/meetings/${before.id}`);
  expect(patched.status).toBe(204);
  expect(body).toMatchObject({ agenda: "Knee", password: "abc123" });
  expect(body.settings).toMatchObject({ host_video: true, mute_upon_entry: true });
  expect(body.join_url).not.toBe(before.join_url);
});

test.each([
  ["topic", { topic: "x".repeat(201) }],
  ["agenda", { agenda: "x".repeat(2001) }],
  ["duration", { duration: 1441 }],
  ["password", { password: "12345678901" }],
  ["start_time", { start_time: "2031-01-01T00:00:00+02:00" }],
  ["timezone", { timezone: "Europe/Nowhere" }],
  ["settings.jbh_time", { settings: { jbh_time: 7 } }],
])("a wrong %s fails validation by name", async (field, body) => {
  const { call } = await openSandbox();
  const rejected = await call("POST", `/users/${host}/meetings`, body);
  expect(rejected.status).toBe(400);
  expect(rejected.body).toEqual({
    code: 300,
    message: "Validation Failed.",
    errors: [{ field, message: `Invalid parameter: ${field.split(".").at(-1)}.` }],
  });
});

test("broken JSON is named as such", async () => {
  const { call } = await openSandbox();
  const { status, body } = await call("POST", `/users/${host}/meetings`, "{");
  expect([status, body]).toEqual([
    400,
    { code: 300, message: "Request Body should be a valid JSON object." },
  ]);
});

test.each([
  ["unknown", 404, 1001],
  ["not-in-account", 400, 1010],
  ["unlicensed", 400, 3161],
] as const)("a host who is %s is rejected", async (state, status, code) => {
  const { call, control } = await openSandbox();
  await control.setUser(host, state);
  expect(await call("POST", `/users/${host}/meetings`, {})).toMatchObject({ status, body: { code } });
});

test.each([
  ["unlicensed@example.com", 3161],
  ["Unknown@example.com", 1001],
])("%s is reserved for a doctor who cannot host", async (email, code) => {
  const { call } = await openSandbox();
  expect(await call("POST", `/users/${email}/meetings`, {})).toMatchObject({ body: { code } });
});

test("a user is found by e-mail and, from then on, by id", async () => {
  const { call } = await openSandbox();
  const { body } = await call("GET", `/users/${host}`);
  expect((await call("GET", `/users/${body.id}`)).body).toEqual(body);
  expect(await call("GET", "/users/AAAAAAAAAAAAAAAAAAAAAA")).toMatchObject({
    status: 404,
    body: { code: 1001, message: "User does not exist: AAAAAAAAAAAAAAAAAAAAAA." },
  });
});

test("a deleted meeting does not exist until it is recovered", async () => {
  const { call, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  expect((await call("DELETE", `/meetings/${id}`)).status).toBe(204);
  const notFound = { status: 404, body: { code: 3001 } };
  expect(await call("GET", `/meetings/${id}`)).toMatchObject(notFound);
  expect(await call("PATCH", `/meetings/${id}`, {})).toMatchObject(notFound);
  expect(await call("DELETE", `/meetings/${id}`)).toMatchObject(notFound);
  expect((await call("PUT", `/meetings/${id}/status`, { action: "recover" })).status).toBe(204);
  expect((await call("GET", `/meetings/${id}`)).status).toBe(200);
});

test("a meeting cannot be deleted while it runs, nor once it has ended", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  await control.start(id);
  expect(await call("DELETE", `/meetings/${id}`)).toMatchObject({ status: 400, body: { code: 3002 } });
  expect((await call("PUT", `/meetings/${id}/status`, { action: "end" })).status).toBe(204);
  expect(await call("DELETE", `/meetings/${id}`)).toMatchObject({ status: 400, body: { code: 3007 } });
  expect((await call("PUT", `/meetings/${id}/status`, { action: "end" })).status).toBe(400);
});

test("a host's list shows short agendas, no start links, and comes in pages", async () => {
  const { call, control, createMeeting } = await openSandbox();
  await createMeeting({ agenda: "x".repeat(300), start_time: "2031-01-01T00:00:00Z" });
  await createMeeting({ start_time: "2031-01-02T00:00:00Z" });
  const list = `/users/${host}/meetings?page_size=1`;
  const first = await call("GET", list);
  const token = first.body.next_page_token;
  const second = await call("GET", `${list}&next_page_token=${token}`);
  expect(first.body).toMatchObject({ page_count: 2, page_size: 1, total_records: 2 });
  expect(first.body.meetings[0]?.agenda).toHaveLength(250);
  expect(first.body.meetings[0]).not.toHaveProperty("start_url");
  expect(first.body.meetings[0]).not.toHaveProperty("settings");
  expect(second.body).toMatchObject({
    next_page_token: "",
    meetings: [{ start_time: "2031-01-02T00:00:00Z" }],
  });
  const invalid = { code: 300, message: "The next page token is invalid or expired." };
  expect((await call("GET", `${list}&type=upcoming&next_page_token=${token}`)).body).toEqual(invalid);
  await control.advanceClock(15 * 60_000 + 1000);
  expect((await call("GET", `${list}&next_page_token=${token}`)).body).toEqual(invalid);
});
