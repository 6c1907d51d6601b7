import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { expect, onTestFinished, test } from "vitest";
import { openReceiver } from "./open-receiver.ts";
import { account, openSandbox } from "./open-sandbox.ts";

async function newStateFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "zoom-sandbox-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "state.json");
}

test("meetings, users and the running visit survive a restart", async () => {
  const stateFile = await newStateFile();
  const first = await openSandbox({ stateFile });
  const { id, host_id } = await first.createMeeting({ topic: "Stored" });
  await first.control.start(id);
  await first.close();
  const second = await openSandbox({ stateFile });
  const { body } = await second.call("GET", `/meetings/${id}`);
  expect(body).toMatchObject({ topic: "Stored", status: "started" });
  expect((await second.call("GET", `/users/${host_id}`)).status).toBe(200);
});

test("a created meeting is on disk before its answer is sent", async () => {
  const stateFile = await newStateFile();
  const first = await openSandbox({ stateFile });
  const { id } = await first.createMeeting();
  const copy = await startSandbox({ ...account, port: 0, stateFile });
  onTestFinished(() => copy.close());
  expect((await copy.control.journal()).map((meeting) => meeting.id)).toEqual([String(id)]);
});

test("a delivery that waits for its next try goes out after a restart", async () => {
  const stateFile = await newStateFile();
  const receiver = await openReceiver();
  receiver.statuses = [500];
  const first = await openSandbox({ stateFile, webhookUrl: receiver.url });
  await first.createMeeting();
  await first.control.flush();
  await first.close();
  const second = await openSandbox({ stateFile, webhookUrl: receiver.url });
  await second.control.advanceClock(5 * 60_000);
  await second.control.flush();
  expect(receiver.events()).toEqual(["meeting.created", "meeting.created"]);
});
