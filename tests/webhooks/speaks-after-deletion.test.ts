import { sql } from "kysely";
import { expect, test } from "vitest";
import { archive, makeOld } from "../archive/archived-meeting.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";
import { startApp } from "../support/start-app.ts";

async function aDeletedMeeting(app: OpenApp) {
  const service = await app.as("service");
  const meeting = await service.meetings.create(aBooking({ startTime: minutesFromNow(60) }));
  const id = meeting.zoomMeetingId ?? "";
  await service.meetings.cancel({ meetingId: meeting.id });
  const stateIs = (state: string) =>
    eventually(async () => {
      const reference = await app.server.deps.db
        .selectFrom("zoom_references")
        .select("state")
        .where("zoom_meeting_id", "=", id)
        .executeTakeFirst();
      expect(reference?.state).toBe(state);
    });
  await stateIs("deleted");
  await app.zoom.control.flush();
  const deletions = async () =>
    (await app.zoom.control.calls()).filter(({ method, path }) => method === "DELETE" && path.includes(id))
      .length;
  const deliver = (event: string, eventTs?: number) =>
    app.zoom.control.sendEvent({
      event,
      eventTs,
      payload: { object: { id, uuid: "uuid", start_time: new Date().toISOString() } },
    });
  return { meeting, id, stateIs, deletions, deliver };
}

test.each(["meeting.recovered", "meeting.started"])(
  "a meeting that was deleted and speaks again (%s) is deleted again",
  async (event) => {
    const app = await startApp();
    const { deletions, deliver } = await aDeletedMeeting(app);
    const before = await deletions();
    await deliver(event);
    await eventually(async () => expect(await deletions()).toBe(before + 1));
  },
);

test("a meeting that somebody recovers in the portal is gone from there again, also from the archive", async () => {
  const app = await startApp();
  const { meeting, id } = await aDeletedMeeting(app);
  const isGoneAgain = async () => {
    await app.zoom.control.clearCalls();
    await app.zoom.control.portalRecover(id);
    await eventually(async () => {
      const calls = (await app.zoom.control.calls()).filter(({ path }) => path.includes(id));
      expect(calls.map(({ method }) => method)).toEqual(["GET", "DELETE"]);
      const [found] = (await app.zoom.control.journal()).filter((each) => each.id === id);
      expect(found?.deletedAt).not.toBeNull();
    });
  };
  await isGoneAgain();
  await makeOld(app, meeting.id, "cancelled");
  await archive(app, meeting.id);
  await isGoneAgain();
});

test("one that was renamed as it was recovered is somebody else's now, and stays", async () => {
  const app = await startApp();
  const { meeting, id, deletions } = await aDeletedMeeting(app);
  const before = await deletions();
  await app.zoom.control.pause();
  await app.zoom.control.portalRecover(id);
  await app.zoom.control.portalUpdate(id, { topic: "Staff meeting", agenda: "" });
  await app.zoom.control.resume();
  const service = await app.as("service");
  await eventually(async () =>
    expect(await service.meetings.get({ meetingId: meeting.id })).toMatchObject({
      attentions: ["foreign-marker"],
    }),
  );
  expect(await deletions()).toBe(before);
});

test("a delivery that is older than the deletion, or of an end, causes none", async () => {
  const app = await startApp();
  const { deletions, deliver } = await aDeletedMeeting(app);
  const before = await deletions();
  await deliver("meeting.started", Date.now() - 3_600_000);
  await deliver("meeting.ended");
  await eventually(async () => {
    const { rows } = await sql<{ left: number }>`
      select count(*)::int as left from webhook_deliveries where state = 'received'`.execute(
      app.server.deps.db,
    );
    expect(rows).toEqual([{ left: 0 }]);
  });
  await app.server.deps.syncNow((await aDeletedMeeting(app)).meeting.id);
  expect(await deletions()).toBe(before);
});
