import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { apply, type BookedVisit, bookVisit, deliveryBody, receive } from "./booked-visit.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
  await app.zoom.control.drop(true);
});
afterAll(() => app.close());

const statusOf = async ({ meetingId }: BookedVisit) =>
  (await (await app.as("admin")).meetings.get({ meetingId })).status;
const started = { kind: "started", session: "held", minute: 1 } as const;

test("a meeting that somebody holds holds up no other, and its news is applied once it is free", async () => {
  const visits = [await bookVisit(app), await bookVisit(app), await bookVisit(app)] as const;
  const [first, held, last] = visits;
  for (const visit of visits) await receive(app, deliveryBody(visit, started));

  const { applying } = await app.server.deps.db.transaction().execute(async (trx) => {
    await sql`select from zoom_meetings where id = ${held.meetingId} for update`.execute(trx);
    const applying = apply(app);
    await eventually(async () =>
      expect([await statusOf(first), await statusOf(last)]).toEqual(["started", "started"]),
    );
    expect(await statusOf(held)).toBe("scheduled");
    return { applying };
  });
  await applying;
  expect(await statusOf(held)).toBe("started");
});
