import { expect, test } from "vitest";
import { host, openSandbox, type TestSandbox } from "./open-sandbox.ts";

const uuidsIn = async ({ call }: TestSandbox, type: string) =>
  (await call("GET", `/users/${host}/meetings?type=${type}`)).body.meetings.map(({ uuid }) => uuid);

test("the list of running meetings shows a host's sessions while they last", async () => {
  const sandbox = await openSandbox();
  const { control } = sandbox;
  const { id } = await sandbox.createMeeting();
  await sandbox.createMeeting();
  expect(await uuidsIn(sandbox, "live")).toEqual([]);
  const { uuid } = await control.start(id);
  expect(await uuidsIn(sandbox, "live")).toEqual([uuid]);
  const other = await sandbox.call("GET", "/users/other@clinic.example/meetings?type=live");
  expect(other.body.meetings).toEqual([]);
  expect(other.headers.get("x-ratelimit-category")).toBe("Medium");
  await control.end(id);
  expect(await uuidsIn(sandbox, "live")).toEqual([]);
});

test("upcoming meetings are those that begin later, scheduled ones also the past ones", async () => {
  const sandbox = await openSandbox();
  const past = await sandbox.createMeeting();
  const future = await sandbox.createMeeting({ start_time: "2041-01-01T10:00:00Z" });
  await sandbox.control.advanceClock(60_000);
  expect(await uuidsIn(sandbox, "upcoming")).toEqual([future.uuid]);
  expect(await uuidsIn(sandbox, "scheduled")).toEqual([past.uuid, future.uuid]);
});

test("an unknown type fails validation by name", async () => {
  const { call } = await openSandbox();
  expect(await call("GET", `/users/${host}/meetings?type=running`)).toMatchObject({
    status: 400,
    body: { code: 300, errors: [{ field: "type", message: "Invalid parameter: type." }] },
  });
});

test("without the right, one type of the list is refused, or all of one host", async () => {
  const sandbox = await openSandbox();
  const { call, control } = sandbox;
  await control.refuseListing({ host, type: "live" });
  const refused = await call("GET", `/users/${host}/meetings?type=live&page_size=300`);
  expect(refused).toMatchObject({ status: 400, body: { code: 4711 } });
  expect(refused.body.message).toContain(
    "does not contain scopes:[meeting:read:list_meetings, meeting:read:list_meetings:admin]",
  );
  expect(await uuidsIn(sandbox, "scheduled")).toEqual([]);
  await control.refuseListing({ host });
  expect((await call("GET", `/users/${host}/meetings`)).status).toBe(400);
  expect((await call("GET", "/users/other@clinic.example/meetings")).status).toBe(200);
  await control.clearFaults();
  expect(await uuidsIn(sandbox, "live")).toEqual([]);
});
