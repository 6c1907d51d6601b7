import { expect, test } from "vitest";
import { host, openSandbox, type TestSandbox } from "./open-sandbox.ts";

const create = ({ call }: TestSandbox) => call("POST", `/users/${host}/meetings`, { topic: "Visit" });
const listed = async ({ call }: TestSandbox) =>
  (await call("GET", `/users/${host}/meetings`)).body.meetings.length;
const onCreate = { method: "POST", path: "/users/.*/meetings$" };

test("a response can be lost after the meeting was created", async () => {
  const sandbox = await openSandbox();
  await sandbox.call("GET", `/users/${host}`);
  await sandbox.control.addFault({ match: onCreate, kind: "drop-after-commit" });
  await expect(create(sandbox)).rejects.toThrow();
  expect(await listed(sandbox)).toBe(1);
});

test("a connection can break before anything was created", async () => {
  const sandbox = await openSandbox();
  await sandbox.call("GET", `/users/${host}`);
  await sandbox.control.addFault({ match: onCreate, kind: "reset" });
  await expect(create(sandbox)).rejects.toThrow();
  expect(await listed(sandbox)).toBe(0);
});

test("a meeting can be created only after its caller was disconnected", async () => {
  const sandbox = await openSandbox();
  await sandbox.call("GET", `/users/${host}`);
  await sandbox.control.addFault({ match: onCreate, kind: "late-commit", delayMs: 300 });
  await expect(create(sandbox)).rejects.toThrow();
  expect(await listed(sandbox)).toBe(0);
  await expect.poll(() => listed(sandbox), { interval: 10, timeout: 5000 }).toBe(1);
});

test("a new meeting can be missing from the list for a while", async () => {
  const sandbox = await openSandbox();
  await sandbox.control.listLag(5000);
  const { body } = await create(sandbox);
  expect(await listed(sandbox)).toBe(0);
  expect((await sandbox.call("GET", `/meetings/${body.id}`)).status).toBe(200);
  await sandbox.control.advanceClock(5000);
  expect(await listed(sandbox)).toBe(1);
});

test("a fault applies to the given number of calls, and only to the given host", async () => {
  const sandbox = await openSandbox();
  await sandbox.control.addFault({ match: { ...onCreate, host }, kind: "status", status: 503, times: 2 });
  const other = await sandbox.call("POST", "/users/other@clinic.example/meetings", {});
  const statuses = [await create(sandbox), await create(sandbox), await create(sandbox)].map(
    ({ status }) => status,
  );
  expect(other.status).toBe(201);
  expect(statuses).toEqual([503, 503, 201]);
});

test("a fault can return a gateway page or a given body, or override settings", async () => {
  const sandbox = await openSandbox();
  const { control, apiUrl, call } = sandbox;
  await control.addFault({ match: {}, kind: "html" });
  const page = await fetch(`${apiUrl}/users/${host}`);
  await control.addFault({
    match: onCreate,
    kind: "status",
    status: 400,
    body: { code: 3000, message: "Non" },
  });
  const rejected = await create(sandbox);
  await control.addFault({
    match: onCreate,
    kind: "settings-overridden",
    settings: { waiting_room: false },
  });
  const overridden = await call("POST", `/users/${host}/meetings`, { settings: { waiting_room: true } });
  expect([page.status, page.headers.get("content-type")]).toEqual([502, "text/html"]);
  expect(rejected).toMatchObject({ status: 400, body: { code: 3000, message: "Non" } });
  expect(overridden.body.settings.waiting_room).toBe(false);
});

test("a call can hang until its caller gives up", async () => {
  const { apiUrl, control } = await openSandbox();
  await control.addFault({ match: {}, kind: "hang" });
  const call = fetch(`${apiUrl}/users/${host}`, { signal: AbortSignal.timeout(200) });
  await expect(call).rejects.toThrow("timeout");
  await expect.poll(() => control.calls(), { interval: 10, timeout: 5000 }).toMatchObject([{ status: 0 }]);
});

test("an outage makes the API and OAuth unavailable until it is switched off", async () => {
  const sandbox = await openSandbox();
  await sandbox.control.outage(true);
  await expect(sandbox.token()).rejects.toThrow();
  await expect(fetch(`${sandbox.apiUrl}/users/${host}`)).rejects.toThrow();
  await sandbox.control.outage(false);
  expect((await create(sandbox)).status).toBe(201);
});

test("the journal of calls shows each call with its status, 0 for no response", async () => {
  const sandbox = await openSandbox();
  await sandbox.call("GET", `/users/${host}`);
  await sandbox.control.clearCalls();
  await sandbox.control.addFault({ match: onCreate, kind: "drop-after-commit" });
  await create(sandbox).catch(() => null);
  await create(sandbox);
  const calls = await sandbox.control.calls();
  expect(calls.map(({ method, status, host: of }) => [method, status, of])).toEqual([
    ["POST", 0, host],
    ["POST", 201, host],
  ]);
});

test("a chosen field is rejected by name, in Zoom's form", async () => {
  const sandbox = await openSandbox();
  const problem = { field: "settings.audio", message: "Not allowed." };
  await sandbox.control.rejectField(onCreate, problem);
  await sandbox.control.rejectField(onCreate, { field: "settings.audio" });
  const rejected = [await create(sandbox), await create(sandbox)];
  expect(rejected).toMatchObject([
    { status: 400, body: { code: 300, message: "Validation Failed.", errors: [problem] } },
    { status: 400, body: { errors: [{ ...problem, message: "Invalid parameter: audio." }] } },
  ]);
  expect((await create(sandbox)).status).toBe(201);
});

test("a created meeting can come back without a field, on another host, or unreadable", async () => {
  const sandbox = await openSandbox();
  const alter = (response: object) =>
    sandbox.control.addFault({ match: onCreate, kind: "altered-response", response });
  await alter({ without: ["join_url"], with: { topic: "Changed" } });
  const without = await create(sandbox);
  await alter({ joinUrlHost: "uni-klinik.zoom-x.de" });
  const elsewhere = await create(sandbox);
  await alter({ text: '{"id":8' });
  await expect(create(sandbox)).rejects.toThrow(SyntaxError);
  expect(without.status).toBe(201);
  expect(without.body).not.toHaveProperty("join_url");
  expect(without.body.topic).toBe("Changed");
  const { id, encrypted_password: pwd } = elsewhere.body;
  expect(elsewhere.body.join_url).toBe(`https://uni-klinik.zoom-x.de/j/${id}?pwd=${pwd}`);
  expect(await listed(sandbox)).toBe(3);
});

test("an altered response leaves rejections as they are", async () => {
  const sandbox = await openSandbox();
  await sandbox.control.setUser(host, "unlicensed");
  await sandbox.control.addFault({ match: onCreate, kind: "altered-response", response: { text: "no" } });
  expect(await create(sandbox)).toMatchObject({ status: 400, body: { code: 3161 } });
});

test("a timezone that Zoom does not take is rejected by that field on create and update", async () => {
  const { call, control, createMeeting } = await openSandbox();
  await control.rejectTimezones(["Europe/Kyiv"]);
  const { id } = await createMeeting({ timezone: "UTC" });
  const body = { topic: "Visit", timezone: "Europe/Kyiv" };
  const rejected = {
    status: 400,
    body: { code: 300, errors: [{ field: "timezone", message: "Invalid parameter: timezone." }] },
  };
  expect(await call("POST", `/users/${host}/meetings`, body)).toMatchObject(rejected);
  expect(await call("PATCH", `/meetings/${id}`, body)).toMatchObject(rejected);
});
