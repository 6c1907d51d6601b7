import { describe, expect, test } from "vitest";
import { pass } from "../links/visit-a-link.ts";
import { eventually } from "../support/eventually.ts";
import type { Meeting } from "./meeting-in.ts";
import { again, emailOf, openPlatform, stateOf } from "./open-platform.ts";
import { openRoom, zoomIdOf } from "./open-room.ts";

const platform = openPlatform();
const { atZoom, confirmed, tell } = platform;

const { becomes, close, ends, unheard } = openRoom(platform);

/** The doctor opens the room, and Zoom does not tell. */
async function openUnheard(meeting: Meeting): Promise<string> {
  const meetingId = zoomIdOf(meeting);
  const { control } = platform.app.zoom;
  await control.dropEvents(["meeting.started", "meeting.participant_joined"], { meetingId });
  return (await control.start(meetingId)).uuid;
}

/** The delivery of the session that Zoom held back. */
async function hear(meeting: Meeting, event: "meeting.started" | "meeting.ended", uuid: string) {
  const at = new Date(Date.now() + 1_000).toISOString();
  const object = {
    id: zoomIdOf(meeting),
    uuid,
    start_time: at,
    ...(event === "meeting.ended" && { end_time: at }),
  };
  await platform.app.zoom.control.sendEvent({ event, payload: { object } });
}

describe.concurrent("the platform cancels", () => {
  test("while the call runs of which nothing was heard: it goes on, and is cancelled when it is over", async () => {
    const { appointment, meeting, links } = await unheard();
    const uuid = await openUnheard(meeting);
    expect(await tell(again(appointment, { status: "CANCELLED" }))).toMatchObject({
      status: "scheduled",
      attention: "cancelled-while-live",
    });
    for (const [role, link] of Object.entries(links)) {
      expect(await stateOf(link)).toBe("cancelled");
      expect((await pass(link)).status).toBe(410);
      const wanted = { meetingId: meeting.id, role: role as "host" | "participant" };
      await expect(platform.service.links.get(wanted)).rejects.toMatchObject({ reason: "LINK_EXPIRED" });
    }
    await hear(meeting, "meeting.started", uuid);
    await becomes(meeting, { status: "started", attention: "cancelled-while-live" });
    expect(await atZoom(emailOf(appointment))).toMatchObject([{ live: true, deletedAt: null }]);
    expect(await ends(zoomIdOf(meeting))).toEqual([]);
    await close(meeting);
    await hear(meeting, "meeting.ended", uuid);
    await becomes(meeting, { status: "cancelled", attention: null, appointmentStatus: "CANCELLED" });
    expect(await ends(zoomIdOf(meeting))).toEqual([]);
  });

  test("while a call runs that nobody reached by our links: Zoom's refusal to delete it proves that it runs", async () => {
    const { appointment, meeting } = await confirmed();
    const uuid = await openUnheard(meeting);
    await tell(again(appointment, { status: "CANCELLED" }));
    await becomes(meeting, {
      status: "scheduled",
      attention: "cancelled-while-live",
      zoomMeetingId: meeting.zoomMeetingId,
    });
    expect(await atZoom(emailOf(appointment))).toMatchObject([{ live: true, deletedAt: null }]);
    await hear(meeting, "meeting.started", uuid);
    await becomes(meeting, { status: "started" });
    await close(meeting);
    await hear(meeting, "meeting.ended", uuid);
    await becomes(meeting, { status: "cancelled", attention: null });
    expect(await ends(zoomIdOf(meeting))).toEqual([]);
  });
});

test("staff cannot change the visit; they can once Zoom says that nobody is", async () => {
  const { meeting } = await unheard();
  await platform.app.zoom.control.addFault({
    kind: "status",
    status: 503,
    times: -1,
    match: { method: "GET", path: `/meetings/${meeting.zoomMeetingId}` },
  });
  const change = { meetingId: meeting.id, topic: "Results" };
  await expect(platform.service.meetings.update(change)).rejects.toMatchObject({
    reason: "ILLEGAL_TRANSITION",
  });
  await platform.app.zoom.control.clearFaults();
  expect(await platform.service.meetings.update(change)).toMatchObject({ topic: "Results" });
});

test("a person cancels a call that takes its time to end: at most one call a second, and the end is asked for once", async () => {
  const { meeting } = await unheard();
  const id = zoomIdOf(meeting);
  await platform.app.zoom.control.start(id);
  await becomes(meeting, { status: "started" });
  const running = { code: 3002, message: "Sorry, you cannot delete this meeting since it is in progress." };
  await platform.app.zoom.control.addFault({
    kind: "status",
    status: 400,
    body: running,
    times: 2,
    match: { method: "DELETE", path: `/meetings/${id}` },
  });
  await platform.app.zoom.control.clearCalls();
  await (await platform.app.as("staff")).meetings.cancel({ meetingId: meeting.id });
  const { db } = platform.app.server.deps;
  await eventually(async () => {
    const reference = db.selectFrom("zoom_references").select("state").where("zoom_meeting_id", "=", id);
    expect(await reference.executeTakeFirst()).toEqual({ state: "deleted" });
  }, 25_000);
  const calls = (await platform.app.zoom.control.calls()).filter(
    ({ method, path }) => method !== "GET" && path.includes(id),
  );
  expect(calls.map(({ method }) => method)).toEqual(["DELETE", "PUT", "DELETE", "DELETE"]);
  const times = calls.map(({ at }) => Date.parse(at));
  for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThan(900);
}, 60_000);
