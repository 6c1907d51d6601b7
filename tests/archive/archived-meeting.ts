import { expect } from "vitest";
import { type Booking, letTimePass, type Meeting, meetingIn } from "../rpc/meeting-in.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";
import { archiveIn } from "./finished-meetings.ts";

const daysAgo = 40;

export interface OldMeeting {
  booking: Booking;
  meeting: Meeting;
  /** The patient's link, as it was handed out while the visit was ahead. */
  link: string;
}

/** A meeting that came to this status the way meetings do, 40 days ago. */
export async function anOldMeeting(
  app: OpenApp,
  status: "ended" | "cancelled" | "missed",
  change: Partial<Booking> = {},
): Promise<OldMeeting> {
  const service = await app.as("service");
  const { booking, meeting } = await meetingIn(app, "scheduled", change);
  const meetingId = meeting.id;
  const link = (await service.links.get({ meetingId, role: "participant" })).url;
  if (status === "ended") await playVisit(app, meetingId);
  if (status === "cancelled") await service.meetings.cancel({ meetingId });
  await makeOld(app, meetingId, status);
  return { booking, link, meeting: await service.meetings.get({ meetingId }) };
}

/** As if its slot lay 40 days ago; waits until the clock has brought it to this status. */
export async function makeOld(app: OpenApp, meetingId: string, status: string): Promise<void> {
  await letTimePass(app, meetingId, daysAgo * 24 * 60);
  await eventually(async () => {
    const row = await app.server.deps.db
      .selectFrom("zoom_meetings")
      .select(["status", "evaluate_at", "lease_until"])
      .where("id", "=", meetingId)
      .executeTakeFirst();
    expect(row).toEqual({ status, evaluate_at: null, lease_until: null });
  });
}

async function playVisit({ as }: OpenApp, meetingId: string): Promise<void> {
  const admin = await as("admin");
  await admin.lifecycle.start({ meetingId });
  await admin.lifecycle.end({ meetingId });
}

/** Archives what is 30 days old; this meeting goes as soon as no news of it waits in the inbox. */
export async function archive(app: OpenApp, meetingId: string): Promise<void> {
  const { db } = app.server.deps;
  await eventually(async () => {
    await archiveIn(db);
    expect(await isArchived(app, meetingId)).toBe(true);
  });
}

/** Whether it lies in the archive; it lies in exactly one place. */
export async function isArchived({ server }: OpenApp, meetingId: string): Promise<boolean> {
  const { db } = server.deps;
  const live = await db.selectFrom("zoom_meetings").select("id").where("id", "=", meetingId).execute();
  const gone = await db
    .selectFrom("zoom_meetings_archive")
    .select("id")
    .where("id", "=", meetingId)
    .execute();
  expect(live.length + gone.length).toBe(1);
  return gone.length === 1;
}
