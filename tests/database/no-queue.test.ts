import { expect, test } from "vitest";
import { callRest } from "../rest/call-rest.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { startApp } from "../support/start-app.ts";
import { withAdmin } from "../support/with-admin.ts";

test("bookings depend on no queue: with the schema of one dropped while the service runs, they go on", async () => {
  const app = await startApp();
  const change = (text: string) => withAdmin(app.databaseUrl, (client) => client.query(text));
  await change("create schema pgboss");
  await change("create table pgboss.queue (name text)");
  const book = (minutes: number) =>
    callRest(app, "service", "POST", "/meetings", aBooking({ startTime: minutesFromNow(minutes) }));
  expect((await book(5)).status).toBe(201);
  await change("drop schema pgboss cascade");
  expect((await book(60)).status).toBe(201);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
});

test("our tables hold no queue: due work is found in the rows it belongs to", async () => {
  const app = await startApp();
  const { rows } = await withAdmin(app.databaseUrl, (client) =>
    client.query(
      "select schemaname || '.' || tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'public') or tablename ~ 'queue|job'",
    ),
  );
  expect(rows).toEqual([]);
});
