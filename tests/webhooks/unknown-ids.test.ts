import { findMeeting } from "@patientcare/zoom-db";
import { findDueWork } from "@patientcare/zoom-server/operations/sync/find-due-work.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { apply, bookVisit, deliveryBody, receive } from "./booked-visit.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
});
afterAll(() => app.close());

const deliveriesFor = (zoomMeetingId: string) =>
  app.server.deps.db
    .selectFrom("webhook_deliveries")
    .select(["event", "state"])
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .orderBy("received_at")
    .execute();

test("news of a meeting that is not known yet waits, and counts once it is known to be ours", async () => {
  const { deps } = app.server;
  const admin = await app.as("admin");
  await app.zoom.control.addFault({
    kind: "drop-after-commit",
    match: { method: "POST", path: "/users/.+/meetings" },
  });
  const { id } = await admin.meetings.create(aBooking({ waitMs: 0 }));
  await deps.syncNow(id);
  expect(await admin.meetings.get({ meetingId: id })).toMatchObject({
    status: "pending",
    zoomMeetingId: null,
  });
  const zoomMeetingId = (await app.zoom.control.journal()).at(-1)?.id ?? "";

  await app.zoom.control.start(zoomMeetingId);
  await eventually(async () => {
    const events = (await deliveriesFor(zoomMeetingId)).map(({ event }) => event);
    expect(events).toEqual(["meeting.created", "meeting.started", "meeting.participant_joined"]);
  });
  await sql`update zoom_meetings set next_attempt_at = clock_timestamp() + interval '1 hour'`.execute(
    deps.db,
  );
  await apply(app);
  expect((await deliveriesFor(zoomMeetingId)).map(({ state }) => state)).toEqual([
    "unmatched",
    "unmatched",
    "unmatched",
  ]);
  expect((await admin.meetings.get({ meetingId: id })).status).toBe("pending");
  // The news that a meeting with our marker was made is a reason to look for it now.
  expect((await findDueWork(deps)).sync).toContain(id);

  await deps.syncNow(id);
  await apply(app);
  expect(await admin.meetings.get({ meetingId: id })).toMatchObject({ status: "started", zoomMeetingId });
  expect((await deliveriesFor(zoomMeetingId)).map(({ state }) => state)).toEqual([
    "applied",
    "applied",
    "applied",
  ]);
  expect(await app.zoom.control.journal()).toHaveLength(1);
});

test("news of meetings that are not ours waits unmatched and changes nothing", async () => {
  const { deps } = app.server;
  await app.zoom.control.drop(true);
  const visit = await bookVisit(app);
  const before = await findMeeting(deps.db, visit.meetingId);
  const foreign = { ...visit, zoomMeetingId: "11111111111" };
  await receive(app, deliveryBody(foreign, { kind: "started", session: "first", minute: 1 }));
  await receive(
    app,
    JSON.stringify({
      event: "meeting.created",
      payload: { object: { id: 11111111111, topic: "Online visit" } },
    }),
  );
  await apply(app);
  expect(await deliveriesFor("11111111111")).toEqual([
    { event: "meeting.started", state: "unmatched" },
    { event: "meeting.created", state: "unmatched" },
  ]);
  expect(await findMeeting(deps.db, visit.meetingId)).toEqual({ ...before, now: expect.any(Date) });
});
