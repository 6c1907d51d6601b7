import { expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { openApp } from "../support/open-app.ts";
import { apply, bookVisit, deliveryBody, receive } from "./booked-visit.ts";

test("a delivery leaves what the clock has to do by now to the clock, and puts off nothing of it", async () => {
  // Without a worker the clock stands still.
  await using app = await openApp({ ROLE: "web" });
  const { db } = app.server.deps;
  const visit = await bookVisit(app);
  const row = db.selectFrom("zoom_meetings").select("evaluate_at").where("id", "=", visit.meetingId);
  const dueSince = minutesFromNow(-1);
  await db
    .updateTable("zoom_meetings")
    .set({ evaluate_at: dueSince })
    .where("id", "=", visit.meetingId)
    .execute();
  await receive(app, deliveryBody(visit, { kind: "started", session: "first", minute: 1 }));
  await apply(app);
  expect(await row.executeTakeFirst()).toEqual({ evaluate_at: dueSince });
});
