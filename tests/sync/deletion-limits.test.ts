import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { aHost } from "./a-host.ts";

let app: OpenApp;
vi.setConfig({ maxConcurrency: 20 });
beforeAll(async () => {
  app = await openApp();
  await app.zoom.control.drop(true);
});
afterAll(() => app.close());

const db = () => app.server.deps.db;
const referenceOf = (zoomId: string) =>
  db()
    .selectFrom("zoom_references")
    .selectAll()
    .where("zoom_meeting_id", "=", zoomId)
    .executeTakeFirstOrThrow();
const makeDue = async (id: string) => {
  const due = { next_attempt_at: sql<Date>`clock_timestamp()` };
  await db()
    .updateTable("zoom_references")
    .set(due)
    .where("state", "=", "deleting")
    .where("meeting_id", "=", id)
    .execute();
  await db().updateTable("zoom_meetings").set(due).where("id", "=", id).execute();
  await app.server.deps.syncNow(id);
};

async function aMeeting() {
  const host = aHost(app);
  const service = await app.as("service");
  const made = await service.meetings.create(host.booking({ startTime: minutesFromNow(60) }));
  return { ...host, service, id: made.id, zoomId: made.zoomMeetingId ?? "" };
}

const foreign = "0123456789ABCDEF-other";
const notOurs = [
  ["another deployment's", { topic: `Online visit · ${foreign}`, agenda: foreign }],
  ["none at all", { topic: "Chat", agenda: "" }],
] as const;

describe.concurrent("a meeting without our marker is never deleted, also when our reference names it", () => {
  test.each(notOurs)("with %s: it is left alone, said, and not tried again by itself", async (_, texts) => {
    const { id, zoomId, service, calls, row, alive, settled } = await aMeeting();
    await app.zoom.control.portalUpdate(zoomId, texts);
    await service.meetings.cancel({ meetingId: id });
    await settled(id);
    expect(await row(id)).toMatchObject({ status: "cancelled", attentions: ["foreign-marker"] });
    expect(await referenceOf(zoomId)).toMatchObject({ state: "deleted", given_up_at: expect.any(Date) });
    await makeDue(id);
    expect(await calls("DELETE")).toEqual([]);
    expect(await alive()).toHaveLength(1);
    expect(await row(id)).toMatchObject({ attentions: ["foreign-marker"], next_attempt_at: null });
  });

  test("once it carries our marker again it is deleted, and nothing is to be looked at any more", async () => {
    const { id, zoomId, service, row, alive, settled } = await aMeeting();
    const { marker } = await row(id);
    await app.zoom.control.portalUpdate(zoomId, { topic: "Chat", agenda: "" });
    await service.meetings.cancel({ meetingId: id });
    await settled(id);
    await app.zoom.control.portalUpdate(zoomId, { agenda: marker });
    await makeDue(id);
    await settled(id);
    expect(await row(id)).toMatchObject({ attentions: [] });
    expect(await alive()).toEqual([]);
  });

  test("so it is when somebody deletes it in the portal; a visit made anew says it until then", async () => {
    const { id, zoomId, service, booking, row, alive, settled } = await aMeeting();
    const { appointment_id: appointmentId } = await row(id);
    await app.zoom.control.portalUpdate(zoomId, { topic: "Chat", agenda: "" });
    await service.meetings.cancel({ meetingId: id });
    await settled(id);
    await service.meetings.create(booking({ appointmentId, startTime: minutesFromNow(60) }));
    await settled(id);
    await makeDue(id);
    expect(await row(id)).toMatchObject({ status: "scheduled", attentions: ["foreign-marker"] });
    await app.zoom.control.portalDelete(zoomId);
    await db()
      .updateTable("zoom_attempts")
      .set({ sent_at: minutesFromNow(-10) })
      .where("meeting_id", "=", id)
      .execute();
    await makeDue(id);
    await settled(id);
    expect(await row(id)).toMatchObject({ attentions: [] });
    expect(await referenceOf(zoomId)).toMatchObject({ state: "deleted", given_up_at: null });
    expect(await alive()).toHaveLength(1);
  });

  test("while Zoom does not show it, nothing is deleted", async () => {
    const { id, service, fault, calls, settled, alive } = await aMeeting();
    await fault("GET", { kind: "status", status: 503, times: 2 }, "^/v2/meetings/");
    await service.meetings.cancel({ meetingId: id });
    expect(await calls("DELETE")).toEqual([]);
    await settled(id);
    expect(await calls("DELETE")).toHaveLength(1);
    expect(await alive()).toEqual([]);
  });
});

describe.concurrent("deletions are calls that are counted", () => {
  test("after ten within the hour a meeting waits, whatever Zoom answers; a person's change begins a new count", async () => {
    const { id, service, booking, fault, calls, row } = await aMeeting();
    await fault("DELETE", { kind: "status", status: 400, body: { code: 3000, message: "No." }, times: 11 });
    await service.meetings.cancel({ meetingId: id });
    // A run of the scan may stand in the way of one that a test asks for.
    await eventually(async () => {
      await makeDue(id);
      expect((await row(id)).attentions).toEqual(["drift"]);
    });
    await makeDue(id);
    expect(await calls("DELETE")).toHaveLength(10);
    const { attentions, next_attempt_at, now } = await row(id);
    expect(attentions).toEqual(["drift"]);
    expect((next_attempt_at?.getTime() ?? 0) - now.getTime()).toBeGreaterThan(50 * 60_000);

    const { appointment_id: appointmentId, start_time: startTime } = await row(id);
    await service.meetings.create(booking({ appointmentId, startTime }));
    await makeDue(id);
    expect((await calls("DELETE")).length).toBeGreaterThan(10);
  });

  test("a call that Zoom refuses to the whole account is not counted", async () => {
    const { id, service, fault, settled, alive } = await aMeeting();
    const body = { code: 124, message: "Invalid access token." };
    await fault("DELETE", { kind: "status", status: 401, body, times: 2 });
    await service.meetings.cancel({ meetingId: id });
    await settled(id);
    const counted = await db()
      .selectFrom("zoom_attempts")
      .select("counted")
      .where("meeting_id", "=", id)
      .where("kind", "=", "delete")
      .orderBy("sent_at")
      .execute();
    expect(counted.map((attempt) => attempt.counted)).toEqual([false, true]);
    expect(await alive()).toEqual([]);
  });

  test("a room that cannot be deleted keeps no repair of the visit's new one waiting", async () => {
    const { id, zoomId, service, booking, fault, calls, row } = await aMeeting();
    await fault(
      "DELETE",
      { kind: "status", status: 400, body: { code: 3000, message: "No." }, times: -1 },
      zoomId,
    );
    const { appointment_id: appointmentId } = await row(id);
    await service.meetings.cancel({ meetingId: id });
    await service.meetings.create(booking({ appointmentId, startTime: minutesFromNow(60) }));
    for (let round = 0; round < 12; round += 1) await makeDue(id);
    expect((await calls("DELETE")).length).toBeGreaterThanOrEqual(10);
    const { zoom_meeting_id } = await row(id);
    await app.zoom.control.portalUpdate(zoom_meeting_id ?? "", { duration: 45 });
    await eventually(async () => {
      await makeDue(id);
      expect(await calls("PATCH")).toHaveLength(1);
    });
  });
});
