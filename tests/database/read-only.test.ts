import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { withAdmin } from "../support/with-admin.ts";
import { aDelivery, deliver, signed } from "../webhooks/deliver.ts";
import { aDatabaseWith, setForDatabase } from "./a-database-with.ts";

/** Ends the sessions that run, as a failover does: those of the service begin again with the settings of now. */
const endSessions = (url: string) =>
  withAdmin(url, (client) =>
    client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    ),
  );

async function startWithMeeting(environment: Record<string, string>) {
  const databaseUrl = await aDatabaseWith({});
  const { url, as } = await startApp({ DATABASE_URL: databaseUrl, ...environment });
  const service = await as("service");
  const { id: meetingId } = await service.meetings.create(aBooking());
  const link = (await service.links.get({ meetingId, role: "participant" })).url;
  return { url, databaseUrl, meetingId, link, token: await tokenFor(people.service) };
}

const changesOf = (meetingId: string): [string, unknown][] => [
  ["meetings.create", aBooking({ appointmentId: randomUUID() })],
  ["meetings.update", { meetingId, topic: "Moved" }],
  ["meetings.cancel", { meetingId }],
  ["meetings.retry", { meetingId }],
  ["links.revoke", { meetingId, role: "participant" }],
  ["links.invite", { meetingId, kind: "interpreter", interprets: "fr" }],
  ["lifecycle.appointmentChanged", { appointment: anAppointment() }],
  ["lifecycle.start", { meetingId }],
  ["lifecycle.end", { meetingId }],
  [
    "lifecycle.confirmOutcome",
    { meetingId, outcome: "held", reasonCode: "called-by-phone", reason: "Told so" },
  ],
];
const readsOf = (meetingId: string): [string, unknown][] => [
  ["meetings.get", { meetingId }],
  ["meetings.list", {}],
  ["links.get", { meetingId, role: "participant" }],
  ["visits.get", { meetingId }],
  ["lifecycle.history", { meetingId }],
  ["stats.overview", {}],
];

const readiness = async (url: string) => (await fetch(`${url}/readyz`)).status;
const going = (link: string) => fetch(link, { method: "POST", redirect: "manual" });
const book = (url: string, token: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/zoom/meetings`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(aBooking({ startTime: minutesFromNow(120) })),
  });

function expectTryAgain({ status, headers }: { status: number; headers: Headers }, what: string): void {
  expect([what, status, headers.get("retry-after")]).toEqual([what, 503, expect.stringMatching(/^\d+$/)]);
}

async function expectReadOnly({ url, meetingId, link, token }: Started): Promise<void> {
  for (const [procedure, input] of changesOf(meetingId)) {
    const answer = await callRaw(url, procedure, { token, input });
    expectTryAgain(answer, procedure);
    expect(answer.error?.data.reason).toBe("SERVICE_UNAVAILABLE");
  }
  for (const [procedure, input] of readsOf(meetingId)) {
    const answer = await callRaw(url, procedure, { token, input });
    if (answer.status !== 200) expectTryAgain(answer, procedure);
  }
  expectTryAgain(await book(url, token), "REST");
  expectTryAgain(await book(url, token, { "idempotency-key": "one" }), "REST with a key");
  const page = await going(link);
  expectTryAgain(page, "going on");
  expect(page.headers.get("content-type")).toContain("text/html");
  expect((await fetch(link)).status).toBe(200);
  const delivery = aDelivery();
  expectTryAgain(await deliver(url, delivery, signed(delivery)), "webhook");
}

type Started = Awaited<ReturnType<typeof startWithMeeting>>;

test.each(["memory", "postgres"])(
  "with a read-only database (calls counted in %s) changes, going on and webhooks are 503 with a time to try again, and all recovers by itself",
  { timeout: 60_000 },
  async (store) => {
    const started = await startWithMeeting({ RATE_LIMIT_STORE: store });
    const { url, databaseUrl, link, token } = started;
    await setForDatabase(databaseUrl, { default_transaction_read_only: "on" });
    await endSessions(databaseUrl);
    await eventually(async () => expect(await readiness(url)).toBe(503));
    await expectReadOnly(started);

    // The service's sessions go on, and each would stay read-only for as long as it lasts.
    await setForDatabase(databaseUrl, { default_transaction_read_only: "off" });
    await eventually(async () => expect(await readiness(url)).toBe(200));
    await eventually(async () => expect((await book(url, token)).status).toBe(201));
    const delivery = aDelivery();
    await eventually(async () => {
      expect((await deliver(url, delivery, signed(delivery))).status).toBe(200);
    });
    expect((await going(link)).status).toBe(303);
  },
);

test("a service that starts on a read-only database serves what it can, and is ready when it is writable", async () => {
  const databaseUrl = await aDatabaseWith({ default_transaction_read_only: "on" });
  const { url } = await startApp({ DATABASE_URL: databaseUrl });
  const token = await tokenFor(people.service);
  expect(await readiness(url)).toBe(503);
  expect((await callRaw(url, "stats.overview", { token })).status).toBe(200);
  expectTryAgain(await book(url, token), "REST");
  await setForDatabase(databaseUrl, { default_transaction_read_only: "off" });
  await eventually(async () => expect(await readiness(url)).toBe(200));
  await eventually(async () => expect((await book(url, token)).status).toBe(201));
});
