import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

test("a call that deadlocks with somebody else's transaction is a 503 to be tried again, and leaves nothing behind", async () => {
  const app = await startApp({ ROLE: "web" });
  const service = await app.as("service");
  const booking = aBooking();
  const { id: meetingId } = await service.meetings.create(booking);
  const other = new Client({ connectionString: app.databaseUrl });
  await other.connect();
  onTestFinished(() => other.end());
  await other.query("begin");
  await other.query("select from zoom_meetings where id = $1 for update", [meetingId]);

  const again = { ...booking, hostEmail: people.otherDoctor.email };
  const token = await tokenFor(people.service);
  const call = callRaw(app.url, "meetings.create", { token, input: again });
  await eventually(async () => {
    const { rows } = await other.query(
      "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rows[0].waiting).toBe(1);
  });
  // The call waited first, so that PostgreSQL ends the call and not this transaction.
  await other.query("select pg_advisory_xact_lock(hashtextextended('appointment ' || $1, 0))", [
    booking.appointmentId,
  ]);
  const answer = await call;
  expect([answer.status, answer.error?.data.reason, answer.headers.get("retry-after")]).toEqual([
    503,
    "SERVICE_UNAVAILABLE",
    "1",
  ]);
  await other.query("rollback");
  expect((await service.meetings.get({ meetingId })).hostEmail).toBe(booking.hostEmail);
  expect((await callRaw(app.url, "meetings.create", { token, input: booking })).status).toBe(200);
});
