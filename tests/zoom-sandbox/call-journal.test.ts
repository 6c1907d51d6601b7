import { expect, test } from "vitest";
import { openSandbox } from "./open-sandbox.ts";

const end = { action: "end" };

test("each call names its meeting, also one by uuid and one that created it", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  const { uuid } = await control.start(id);
  await control.end(id);
  await call("GET", `/meetings/${id}?show_previous_occurrences=true`);
  await call("GET", `/past_meetings/${encodeURIComponent(encodeURIComponent(uuid))}/participants`);
  const [, ...calls] = await control.calls();
  expect(calls.map(({ method, path, meetingId }) => [method, path.split("/")[2], meetingId])).toEqual([
    ["POST", "users", String(id)],
    ["GET", "meetings", String(id)],
    ["GET", "past_meetings", String(id)],
  ]);
  expect(calls[1]).toMatchObject({
    path: `/v2/meetings/${id}?show_previous_occurrences=true`,
    status: 200,
    at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(calls[1]).not.toHaveProperty("wasRunning");
});

test("the journal tells an ending of a running meeting from one that found it at rest", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  const other = await createMeeting();
  await control.start(id);
  await control.clearCalls();
  await call("DELETE", `/meetings/${id}`);
  const before = await control.callsThatEnded();
  await call("PUT", `/meetings/${id}/status`, end);
  await call("PUT", `/meetings/${id}/status`, end);
  await call("DELETE", `/meetings/${other.id}`);
  const calls = await control.calls();
  expect(before).toEqual([]);
  expect(calls.map(({ method, status, wasRunning }) => [method, status, wasRunning])).toEqual([
    ["DELETE", 400, true],
    ["PUT", 204, true],
    ["PUT", 400, false],
    ["DELETE", 204, false],
  ]);
  expect(await control.callsThatEnded(id)).toEqual([calls[1]]);
  expect(await control.callsThatEnded(other.id)).toEqual([]);
});

test("an ending whose answer was lost counts, one that never reached Zoom does not", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  await control.start(id);
  const put = () => call("PUT", `/meetings/${id}/status`, end).catch(() => null);
  await control.addFault({ match: { method: "PUT" }, kind: "reset" });
  await put();
  const before = await control.callsThatEnded(id);
  await control.addFault({ match: { method: "PUT" }, kind: "drop-after-commit" });
  await put();
  expect(before).toEqual([]);
  expect(await control.callsThatEnded(id)).toMatchObject([{ status: 0, wasRunning: true }]);
});

test.each(["late-commit", "delay"] as const)(
  "an ending that comes late (%s) finds the meeting as it is by then",
  async (kind) => {
    const { call, control, createMeeting } = await openSandbox();
    const { id } = await createMeeting();
    await control.addFault({ match: { method: "PUT" }, kind, delayMs: 300 });
    const ending = call("PUT", `/meetings/${id}/status`, end).catch(() => null);
    await control.start(id);
    await ending;
    const ended = () => control.callsThatEnded(id);
    await expect.poll(ended, { interval: 10, timeout: 5000 }).toMatchObject([{ status: 204 }]);
  },
);
