import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf, type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { spawnScript } from "../support/spawn-script.ts";
import { jwtSecret, people, tokenFor } from "../support/tokens.ts";
import { readBlocks } from "./read-examples.ts";

const document = "docs/integration.md";
const examples = new Map(readBlocks(document, "example").map(({ name, text }) => [name, text]));
const answers = readBlocks(document, "answer");
const refusals = readBlocks(document, "refusal");

let app: OpenApp;
let token: string;
let folder: string;
beforeAll(async () => {
  app = await openApp(unhurried);
  token = await tokenFor(people.service);
});
afterAll(() => app.close());
beforeEach(() => {
  // Inside the repository, so that a program of the document finds its packages.
  mkdirSync(".test-results", { recursive: true });
  folder = mkdtempSync(resolve(".test-results/integration-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of examples) writeFileSync(join(folder, name), text);
});

/** An input of the document, sent as it stands there. */
async function send(name: string) {
  const response = await fetch(`${app.url}/trpc/lifecycle.appointmentChanged`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: `{"json": ${examples.get(name)}}`,
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function runProgram(name: string) {
  const env = { ZOOM_URL: app.url, ZOOM_TOKEN: token, AUTH_JWT_SECRET: jwtSecret };
  const { child, kill } = spawnScript(join(folder, name), [], { cwd: folder, env });
  let output = "";
  child.stdout.on("data", (part) => {
    output += part;
  });
  child.stderr.on("data", (part) => {
    output += part;
  });
  return { child, kill, output: () => output };
}

test("every message of the document gets the answer that stands below it", async () => {
  expect(answers.map(({ name }) => name)).toEqual([
    "confirmed.json",
    "moved.json",
    "overlapping.json",
    "cancelled.json",
    "older.json",
    "in-person.json",
  ]);
  cpSync(join(folder, "confirmed.json"), join(folder, "older.json"));
  examples.set("older.json", examples.get("confirmed.json") ?? "");
  const ids: string[] = [];
  for (const { name, text } of answers) {
    const { status, body } = await send(name);
    expect(status).toBe(200);
    const { meeting } = body.result.data.json;
    expect({ name, meeting }).toMatchObject({ name, ...JSON.parse(text) });
    ids.push(meeting?.id ?? name);
  }
  const [confirmed, moved] = ids;
  expect(moved).toBe(confirmed);
});

test("a refused message gets the error that stands below it", async () => {
  for (const { name, text } of refusals) {
    const { status, body } = await send(name);
    expect(status).toBe(400);
    const requestId = expect.stringMatching(/^\S{8,}$/);
    const documented = JSON.parse(text);
    expect(body).toEqual({
      error: { json: { ...documented.error.json, data: { ...documented.error.json.data, requestId } } },
    });
  }
  expect(refusals).toHaveLength(1);
});

test("the token that the document signs is taken", async () => {
  const { child, output } = runProgram("token.ts");
  await new Promise((ended) => child.once("close", ended));
  const response = await fetch(`${app.url}/trpc/stats.overview`, {
    headers: { authorization: `Bearer ${output().trim()}` },
  });
  expect(response.status).toBe(200);
});

test("the call without the SDK is answered with the meeting", async () => {
  const env = { ...process.env, ZOOM_URL: app.url, ZOOM_TOKEN: token };
  const { stdout } = await promisify(execFile)("sh", ["call.sh"], { cwd: folder, env, timeout: 20_000 });
  const appointmentId = JSON.parse(examples.get("confirmed.json") ?? "").appointment.id;
  expect(JSON.parse(stdout).result.data.json.meeting).toMatchObject({ appointmentId });
});

test("the program that follows events prints them, and goes on after the last one when it starts again", async () => {
  const service = await clientOf(app.url, "service");
  let hours = 1000;
  const book = async () => {
    hours += 1;
    const { meeting } = await service.lifecycle.appointmentChanged({
      appointment: anAppointment({ startTime: minutesFromNow(hours * 60) }),
    });
    return `created ${meeting?.id}`;
  };
  const first = runProgram("follow.ts");
  // The stream may begin after the first of them.
  await eventually(async () => {
    await book();
    expect(first.output()).toContain("created");
  });
  await first.kill();
  expect(existsSync(join(folder, "last-event-id"))).toBe(true);
  const meanwhile = await book();
  const second = runProgram("follow.ts");
  await eventually(async () => expect(second.output()).toContain(meanwhile));
  await second.kill();
  expect(readFileSync(join(folder, "last-event-id"), "utf8")).not.toBe("");
});
