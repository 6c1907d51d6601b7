import { afterAll, beforeAll, expect, test } from "vitest";
import { anOldMeeting, archive } from "../archive/archived-meeting.ts";
import { runScript } from "../commands/run-script.ts";
import { openStream } from "../events/open-stream.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

const audit = async (...words: string[]) => {
  const { DATA_INDEX_KEY = "" } = testEnvironment(app.databaseUrl, app.zoom);
  const env = { DATABASE_URL: app.databaseUrl, DATA_INDEX_KEY };
  return runScript("scripts/audit.ts", words, { env }).ended;
};

test("the report says in sentences who could have joined a visit and who did, also once it is archived", async () => {
  const { booking, meeting, link } = await anOldMeeting(app, "ended");
  await fetch(link, { method: "POST", redirect: "manual" });
  await expect((await app.as("otherDoctor")).meetings.get({ meetingId: meeting.id })).rejects.toThrow();
  await openStream(app.url, await tokenFor(people.auditor), {});
  const report = () => audit("report", "--appointment", booking.appointmentId);
  const live = await report();
  expect(live.code).toBe(0);
  for (const sentence of [
    `The visit of appointment ${booking.appointmentId} was planned for `,
    "The holder of the link of the patient: it was issued on ",
    `  It was given to the service ${people.service.sub}, `,
    "  It never led to Zoom.",
    "  It was refused once: LINK_EXPIRED.",
    `The admin ${people.admin.sub} called lifecycle.start, once, first on `,
    `The auditor ${people.auditor.sub} called lifecycle.events, once, `,
    `The doctor ${people.otherDoctor.sub} called meetings.get and was refused with MEETING_NOT_FOUND, once, `,
  ])
    expect(live.stdout).toContain(sentence);
  for (const name of ["Sam", "Rivers", people.patient.email, people.doctor.email])
    expect(live.stdout).not.toContain(name);

  await archive(app, meeting.id);
  const archived = await report();
  expect(archived.stdout).toContain(", and lies in the archive.");
  expect(archived.stdout.split("\n").slice(1)).toEqual(live.stdout.split("\n").slice(1));

  const unknown = await audit("report", "--appointment", meeting.id);
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("has no visit")]);
  expect((await audit("report", "--appointment", "x")).code).toBe(2);
});

test("verify and export work on the log of a running service", async () => {
  await (await app.as("service")).meetings.list({});
  await eventually(async () => {
    const { code, stdout } = await audit("verify", "--json");
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, problems: [], first: 1 });
    expect(JSON.parse(stdout).proven).not.toBeNull();
  });
  const { code, stdout } = await audit("export");
  expect(code).toBe(0);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const rows = lines.filter((line) => "number" in line);
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
  expect(lines.at(-2)).toEqual({ head: expect.stringMatching(/^\d+\./) });
  expect(lines.at(-1)).toMatchObject({ publicKey: expect.stringContaining("PUBLIC KEY") });
});
