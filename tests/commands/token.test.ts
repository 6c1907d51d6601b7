import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createZoomClient } from "@patientcare/zoom-sdk";
import { decodeJwt } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { startApp } from "../support/start-app.ts";
import { jwtSecret } from "../support/tokens.ts";
import { runScript } from "./run-script.ts";

const env = { AUTH_JWT_SECRET: jwtSecret };

async function anEmptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "token-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function tokenOf(...flags: string[]): Promise<string> {
  const { code, stdout } = await runScript("scripts/token.ts", flags, { env }).ended;
  expect(code).toBe(0);
  return stdout.trim();
}

test("the token is one the service takes, for the doctor it was made for", async () => {
  const { url } = await startApp();
  const token = await tokenOf("--role", "Doctor", "--email", "d@example.com");
  const doctor = createZoomClient({ baseUrl: url, token });
  const meeting = await doctor.meetings.create(aBooking({ hostEmail: "d@example.com" }));
  expect(meeting.hostEmail).toBe("d@example.com");
});

test("a token names its person: a known one by their id, somebody else by their e-mail, or as told", async () => {
  const claims = async (...flags: string[]) => decodeJwt(await tokenOf(...flags));
  expect(await claims("--role", "service")).toMatchObject({ role: "service", sub: "appointments" });
  expect(await claims("--role", "doctor", "--email", "d@example.com")).toMatchObject({ sub: "doctor-1" });
  expect(await claims("--role", "doctor", "--email", "x@example.com")).toMatchObject({
    sub: "x@example.com",
  });
  const named = await claims(
    "--role",
    "patient",
    "--email",
    "x@example.com",
    "--sub",
    "42",
    "--hours",
    "0.5",
  );
  expect(named).toMatchObject({ sub: "42", role: "patient", email: "x@example.com" });
  expect(Number(named.exp) - Number(named.iat)).toBe(1800);
});

test.each([
  [["--role", "nurse"], /roles are doctor, patient, staff, auditor, admin, service/],
  [["--role", "doctor"], /A doctor needs an e-mail: npm run token -- --role doctor --email/],
  [["--role", "staff", "--hours", "soon"], /number of hours above 0/],
  [["--role", "staff", "--hours", "25"], /longer than 1440 minutes/],
  [[], /--role/],
])("%o is refused with what to do", async (flags, message) => {
  const { code, stdout, stderr } = await runScript("scripts/token.ts", flags, { env }).ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
});

test("before the first start there is no secret, which is said; afterwards its secret signs", async () => {
  const cwd = await anEmptyFolder();
  const run = () => runScript("scripts/token.ts", ["--role", "staff"], { cwd }).ended;
  expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining("run npm start first") });

  await mkdir(join(cwd, ".data"));
  await writeFile(join(cwd, ".data/secrets.json"), JSON.stringify({ AUTH_JWT_SECRET: jwtSecret }));
  const { stdout } = await run();
  const { url } = await startApp();
  const staff = createZoomClient({ baseUrl: url, token: stdout.trim() });
  expect(await staff.stats.overview()).toMatchObject({ totalMeetings: 0 });
});
