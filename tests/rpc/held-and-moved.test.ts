import { describe, expect, test } from "vitest";
import { pass } from "../links/visit-a-link.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { ago, statusesOf } from "../visit/follow.ts";
import type { Meeting } from "./meeting-in.ts";
import { again, emailOf, openPlatform, stateOf } from "./open-platform.ts";
import { openRoom, zoomIdOf } from "./open-room.ts";

const platform = openPlatform();
const { confirmed, linkOf, tell } = platform;
const { becomes, close, now } = openRoom(platform);

/** Both met in a call of a minute and a half that ended thirty seconds ago. */
async function held() {
  const story = await confirmed({ startTime: minutesFromNow(-5) });
  const { meeting, appointment } = story;
  const links = { host: await linkOf(meeting, "host"), participant: await linkOf(meeting, "participant") };
  for (const link of Object.values(links)) expect((await pass(link)).status).toBe(303);
  const { control } = platform.app.zoom;
  await control.start(zoomIdOf(meeting), ago(120));
  await control.join(zoomIdOf(meeting), { name: "Sam", email: appointment.patient.email ?? "", ...ago(110) });
  await control.end(zoomIdOf(meeting), ago(30));
  await becomes(meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  return { ...story, links };
}

const ahead = { status: "scheduled", outcome: null, appointmentStatus: "CONFIRMED" } as const;
const clockComesBy = ({ id }: Meeting) =>
  platform.app.server.deps.db
    .updateTable("zoom_meetings")
    .set({ evaluate_at: new Date() })
    .where("id", "=", id)
    .execute();

describe.concurrent("a visit was held, ended thirty seconds ago, and is moved", () => {
  test("twelve minutes ahead: it is ahead again, its window is open, and nobody else gets the slot", async () => {
    const { appointment, meeting, links } = await held();
    const startTime = minutesFromNow(12);
    expect(await tell(again(appointment, { startTime }))).toMatchObject({ ...ahead, startTime });
    for (const [role, link] of Object.entries(links)) {
      expect(await stateOf(link)).toBe("open");
      expect(await linkOf(meeting, role as "host" | "participant")).toBe(link);
    }
    for (const theirs of [startTime, minutesFromNow(40)])
      await expect(
        platform.service.meetings.create(aBooking({ hostEmail: emailOf(appointment), startTime: theirs })),
      ).rejects.toMatchObject({ reason: "SLOT_TAKEN" });
  });

  test("forty minutes ahead: the links wait for the new window", async () => {
    const { appointment, links } = await held();
    expect(await tell(again(appointment, { startTime: minutesFromNow(40) }))).toMatchObject(ahead);
    for (const link of Object.values(links)) {
      expect(await stateOf(link)).toBe("early");
      expect((await pass(link)).status).toBe(403);
    }
  });

  test("and then cancelled: it is", async () => {
    const { appointment, links } = await held();
    const moved = again(appointment, { startTime: minutesFromNow(12) });
    await tell(moved);
    expect(await tell(again(moved, { status: "CANCELLED" }))).toMatchObject({
      status: "cancelled",
      appointmentStatus: "CANCELLED",
    });
    expect(await stateOf(links.participant)).toBe("cancelled");
  });

  test("the old session counts for the old slot only, also when news of it comes late and the clock comes by", async () => {
    const { appointment, meeting } = await held();
    await tell(again(appointment, { startTime: minutesFromNow(12) }));
    const [old] = await platform.app.server.deps.db
      .selectFrom("meeting_sessions")
      .select("zoom_uuid")
      .where("meeting_id", "=", meeting.id)
      .execute();
    const leaveTime = ago(31).at;
    const participant = { user_id: "999", user_name: "Sam", leave_time: leaveTime };
    const object = { id: zoomIdOf(meeting), uuid: old?.zoom_uuid, participant };
    await platform.app.zoom.control.sendEvent({ event: "meeting.participant_left", payload: { object } });
    await clockComesBy(meeting);
    const made = await now(meeting);
    expect(made).toMatchObject(ahead);

    // Zoom's times are whole seconds: the start is not to seem earlier than the change.
    await platform.app.zoom.control.start(zoomIdOf(made), ago(-1));
    await becomes(made, { status: "started", outcome: null });
    await close(made);
    await becomes(made, ahead);
    const { transitions } = await platform.service.lifecycle.history({ meetingId: meeting.id });
    expect(transitions).toContainEqual(expect.objectContaining({ to: "ended", outcome: "held" }));
    expect(await statusesOf(platform.app, meeting)).toEqual([
      "pending",
      "scheduled",
      "started",
      "ended",
      "pending",
      "scheduled",
      "started",
      "scheduled",
    ]);
  });
});
