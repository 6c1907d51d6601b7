import { expect, test } from "vitest";
import { host, openSandbox, type TestSandbox } from "./open-sandbox.ts";

const create = ({ call }: TestSandbox) => call("POST", `/users/${host}/meetings`, { topic: "Visit" });
const listed = async ({ call }: TestSandbox) =>
  (await call("GET", `/users/${host}/meetings`)).body.meetings.length;
const onCreate = { method: "POST", path: "/users/.*/meetings$" };

test("an answer can be lost after the meeting was made", async () => {
  const sandbox = await openSandbox();
  await sandbox.call("GET", `/users/${host}`);
  await sandbox.control.addFault({ match: onCreate, kind: "drop-after-commit" });
  await expect(create(sandbox)).rejects.toThrow();
  expect(await listed(sandbox)).toBe(1);
});

test("a connection can break before anything was made", async () => {
  const sandbox = await openSandbox();
  await sandbox.call("GET", `/users/${host}`);
  await sandbox.control.addFault({ match: onCreate, kind: "reset" });
  await expect(create(sandbox)).rejects.toThrow();
  expect(await listed(sandbox)).toBe(0);
});

test("a meeting can be made only after its caller has gone", async () => {
  const sandbox = await openSandbox();
  await sandbox.call("GET", `/users/${host}`);
  await sandbox.control.addFault({ match: onCreate, kind: "late-commit", delayMs: 50 });
  await expect(create(sandbox)).rejects.toThrow();
  expect(await listed(sandbox)).toBe(0);
  await expect.poll(() => listed(sandbox), { interval: 10 }).toBe(1);
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

test("a fault strikes as often as it says, and only the host it names", async () => {
  const sandbox = await openSandbox();
  await sandbox.control.addFault({ match: { ...onCreate, host }, kind: "status", status: 503, times: 2 });
  const other = await sandbox.call("POST", "/users/other@clinic.example/meetings", {});
  const statuses = [await create(sandbox), await create(sandbox), await create(sandbox)].map(
    ({ status }) => status,
  );
  expect(other.status).toBe(201);
  expect(statuses).toEqual([503, 503, 201]);
});

test("a gateway page, a body of one's own, and settings turned back can be asked for", async () => {
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
  const refused = await create(sandbox);
  await control.addFault({
    match: onCreate,
    kind: "settings-turned-back",
    settings: { waiting_room: false },
  });
  const turned = await call("POST", `/users/${host}/meetings`, { settings: { waiting_room: true } });
  expect([page.status, page.headers.get("content-type")]).toEqual([502, "text/html"]);
  expect(refused).toMatchObject({ status: 400, body: { code: 3000, message: "Non" } });
  expect(turned.body.settings.waiting_room).toBe(false);
});

test("a call can hang until its caller gives up", async () => {
  const { apiUrl, control } = await openSandbox();
  await control.addFault({ match: {}, kind: "hang" });
  const call = fetch(`${apiUrl}/users/${host}`, { signal: AbortSignal.timeout(30) });
  await expect(call).rejects.toThrow("timeout");
});

test("an outage takes the API and the tokens away, and ends when told", async () => {
  const sandbox = await openSandbox();
  await sandbox.control.outage(true);
  await expect(sandbox.token()).rejects.toThrow();
  await expect(fetch(`${sandbox.apiUrl}/users/${host}`)).rejects.toThrow();
  await sandbox.control.outage(false);
  expect((await create(sandbox)).status).toBe(201);
});

test("the journal of calls shows each call with its status, 0 for no answer", async () => {
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
