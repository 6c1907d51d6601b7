import { expect, test } from "vitest";
import { letTimePass } from "../rpc/meeting-in.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { addEarlierAccess } from "../visit/as-if-earlier.ts";
import { aVisit, linkOf, type Meeting } from "./a-visit.ts";
import { accessRows } from "./access-rows.ts";
import { pass, visitLink } from "./visit-a-link.ts";

/** A visit whose window is open and whose meeting is older than the grace; Zoom's deliveries are lost. */
async function anOldRoom(app: OpenApp): Promise<Meeting> {
  await app.zoom.control.drop(true);
  const meeting = await aVisit(app);
  await app.server.deps.db
    .updateTable("zoom_attempts")
    .set({ sent_at: new Date(Date.now() - 600_000) })
    .where("meeting_id", "=", meeting.id)
    .execute();
  return meeting;
}

const rowOf = (app: OpenApp, { id }: Meeting) =>
  app.server.deps.db.selectFrom("zoom_meetings").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

const changes = async ({ zoom }: OpenApp, method: string) =>
  (await zoom.control.calls()).filter((call) => call.method === method && call.path.startsWith("/v2"));

const alive = async ({ zoom }: OpenApp) =>
  (await zoom.control.journal()).filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id);

test.concurrent.each(["participant", "host"] as const)(
  "a room that was deleted in the portal is made again before the %s is sent on, while their click is held",
  async (role) => {
    await using app = await openApp();
    const meeting = await anOldRoom(app);
    const link = await linkOf(app, meeting, role);
    await app.zoom.control.portalDelete(meeting.zoomMeetingId ?? "");
    const clicked = await pass(link);
    expect(clicked.status).toBe(303);
    const [room, ...others] = await alive(app);
    expect(others).toEqual([]);
    expect(room).not.toBe(meeting.zoomMeetingId);
    expect(clicked.location).toContain(`/${role === "host" ? "s" : "j"}/${room}`);
    expect(await linkOf(app, meeting, role)).toBe(link);
  },
);

test.concurrent("the room is found gone when the window's work begins, without a click", async () => {
  await using app = await openApp();
  const meeting = await anOldRoom(app);
  await app.zoom.control.portalDelete(meeting.zoomMeetingId ?? "");
  const { db } = app.server.deps;
  const due = { host_url: null, host_url_fetched_at: null, evaluate_at: new Date() };
  await db.updateTable("zoom_meetings").set(due).where("id", "=", meeting.id).execute();
  await eventually(async () =>
    expect((await rowOf(app, meeting)).zoom_meeting_id).not.toBe(meeting.zoomMeetingId),
  );
});

test.concurrent("somebody was redirected before: the click is held for eight seconds, then the page waits and goes on by itself", async () => {
  await using app = await openApp();
  const meeting = await anOldRoom(app);
  const link = await linkOf(app, meeting);
  expect((await pass(link)).status).toBe(303);
  await app.zoom.control.portalDelete(meeting.zoomMeetingId ?? "");
  const before = performance.now();
  expect(await pass(link)).toMatchObject({ status: 503, state: "pending", location: null });
  const held = performance.now() - before;
  expect(held).toBeGreaterThan(6_500);
  expect(held).toBeLessThan(11_000);
  expect((await accessRows(app, meeting.id)).at(-1)).toMatchObject({
    action: "links.redirect",
    decision: "refused",
    reason: "ZOOM_UNAVAILABLE",
  });
  expect((await visitLink(link)).state).toBe("pending");
  await eventually(async () => expect((await visitLink(link)).state).toBe("open"), 25_000);
  const [room] = await alive(app);
  expect((await pass(link)).location).toContain(`/j/${room}`);
});

test.concurrent("one wrong answer makes nobody leave: the meeting stays, and the click goes on", async () => {
  await using app = await openApp();
  const meeting = await anOldRoom(app);
  const link = await linkOf(app, meeting);
  await app.zoom.control.answerMissing(meeting.zoomMeetingId ?? "", 2);
  expect((await pass(link)).location).toContain(`/j/${meeting.zoomMeetingId}`);
  expect(await alive(app)).toEqual([meeting.zoomMeetingId]);
  expect((await rowOf(app, meeting)).missing_since).toBeNull();
});

test.concurrent("another 404 than Zoom's own is nothing: the meeting counts as there", async () => {
  await using app = await openApp();
  const meeting = await anOldRoom(app);
  const link = await linkOf(app, meeting);
  const body = { code: 404, message: "No route matched." };
  const match = { method: "GET", path: "^/v2/meetings/" };
  await app.zoom.control.addFault({ match, kind: "status", status: 404, body, times: -1 });
  expect((await pass(link)).location).toContain(`/j/${meeting.zoomMeetingId}`);
  await app.server.deps.syncNow(meeting.id);
  expect((await rowOf(app, meeting)).missing_since).toBeNull();
});

test.concurrent("404 again and again while both are in the call: Zoom lists it as running, and nothing is ended", async () => {
  await using app = await openApp();
  const meeting = await anOldRoom(app);
  const id = meeting.zoomMeetingId ?? "";
  const links = [await linkOf(app, meeting), await linkOf(app, meeting, "host")];
  for (const link of links) expect((await pass(link)).status).toBe(303);
  await app.zoom.control.start(id);
  await app.zoom.control.join(id, { name: "Sam Rivers" });
  await app.zoom.control.answerMissing(id, -1);
  await app.server.deps.db
    .updateTable("zoom_meetings")
    .set({ missing_since: new Date(Date.now() - 300_000), next_attempt_at: new Date() })
    .where("id", "=", meeting.id)
    .execute();
  await eventually(async () => expect((await rowOf(app, meeting)).missing_since).toBeNull());
  expect((await pass(links[0] ?? "")).location).toContain(`/j/${id}`);
  for (const method of ["DELETE", "PUT"]) expect(await changes(app, method)).toEqual([]);
  expect(await changes(app, "POST")).toHaveLength(1);
});

test.concurrent("a session is known and its end is not: no list is enough, and its past meeting is", async () => {
  await using app = await openApp();
  const meeting = await anOldRoom(app);
  const id = meeting.zoomMeetingId ?? "";
  await app.zoom.control.drop(false);
  await app.zoom.control.start(id);
  await eventually(async () => expect((await rowOf(app, meeting)).status).toBe("started"));
  await app.zoom.control.drop(true);
  const { db } = app.server.deps;
  const since = {
    missing_since: new Date(Date.now() - 300_000),
    unlisted_since: new Date(Date.now() - 300_000),
  };
  const makeDue = () =>
    db
      .updateTable("zoom_meetings")
      .set({ ...since, next_attempt_at: new Date() })
      .where("id", "=", meeting.id)
      .execute();
  await app.zoom.control.addFault({
    match: { method: "GET", path: "^/v2/past_meetings/" },
    kind: "status",
    status: 404,
    body: { code: 3001, message: "The meeting has not ended." },
    times: -1,
  });
  await app.zoom.control.end(id);
  await app.zoom.control.answerMissing(id, -1);
  await makeDue();
  await app.server.deps.syncNow(meeting.id);
  expect((await rowOf(app, meeting)).zoom_meeting_id).toBe(id);
  await app.zoom.control.clearFaults();
  await app.zoom.control.answerMissing(id, -1);
  await makeDue();
  await eventually(async () => expect((await rowOf(app, meeting)).zoom_meeting_id).not.toBe(id), 20_000);
});

test.concurrent("whoever was turned away since their room was gone is not absent", async () => {
  await using app = await openApp();
  const meeting = await anOldRoom(app);
  const link = await linkOf(app, meeting);
  await app.zoom.control.portalDelete(meeting.zoomMeetingId ?? "");
  const { db } = app.server.deps;
  const remade = { recreated_at: new Date(), next_attempt_at: new Date() };
  await db.updateTable("zoom_meetings").set(remade).where("id", "=", meeting.id).execute();
  expect(await pass(link)).toMatchObject({ status: 503, state: "pending" });
  // As if it had been ten minutes ago, and the window closed since.
  const refusal = await db
    .selectFrom("access_log")
    .selectAll()
    .where("meeting_id", "=", meeting.id)
    .where("decision", "=", "refused")
    .executeTakeFirstOrThrow();
  await addEarlierAccess(db, { ...refusal, at: minutesFromNow(-10) });
  await letTimePass(app, meeting.id, 70);
  await eventually(async () =>
    expect(await (await app.as("service")).meetings.get({ meetingId: meeting.id })).toMatchObject({
      status: "missed",
      outcome: "technical",
      appointmentStatus: "CONFIRMED",
    }),
  );
});

test.concurrent("made again at most once in ten minutes, then it is told as drift, and cleared when it holds", async () => {
  await using app = await openApp();
  const meeting = await anOldRoom(app);
  const service = await app.as("service");
  const { db } = app.server.deps;
  const change = (columns: { recreated_at: Date }) =>
    db
      .updateTable("zoom_meetings")
      .set({ ...columns, next_attempt_at: new Date() })
      .where("id", "=", meeting.id)
      .execute();
  await change({ recreated_at: new Date(Date.now() - 60_000) });
  await app.zoom.control.portalDelete(meeting.zoomMeetingId ?? "");
  await change({ recreated_at: new Date(Date.now() - 60_000) });
  await eventually(async () =>
    expect(await service.meetings.get({ meetingId: meeting.id })).toMatchObject({ attentions: ["drift"] }),
  );
  expect(await changes(app, "POST")).toHaveLength(1);
  await change({ recreated_at: new Date(Date.now() - 600_000) });
  await eventually(async () =>
    expect(await service.meetings.get({ meetingId: meeting.id })).toMatchObject({ attentions: [] }),
  );
  expect(await alive(app)).toHaveLength(1);
});
