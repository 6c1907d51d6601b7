import { type MeetingWithPeople, sessionsOf } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { isOpen, opensAt } from "../../domain/join-window.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { transact } from "../transact.ts";
import { sessionFact, storeQueried } from "./store-queried.ts";

/**
 * A session that began before the window and has no end may have lost it: it counts as live only once Zoom says, inside
 * the window, that the meeting runs.
 */
export async function confirmEarlySession(deps: Deps, row: MeetingWithPeople): Promise<void> {
  const slot = { start: row.start_time, duration: row.duration };
  const { joinWindow } = deps.config;
  const zoomMeetingId = row.zoom_meeting_id;
  if (zoomMeetingId === null || !isOpen(slot, joinWindow, row.now)) return;
  const open = (await sessionsOf(deps.db, row.id)).filter(
    (session) =>
      session.zoom_meeting_id === zoomMeetingId &&
      session.ended_at === null &&
      session.heard_at < opensAt(slot, joinWindow),
  );
  const last = open.at(-1);
  if (!last) return;
  try {
    const { status } = await deps.zoom.getMeeting(zoomMeetingId);
    if (status !== "started") return;
  } catch (error) {
    if (error instanceof ZoomError) return;
    throw error;
  }
  const runs = sessionFact("queried.session-runs", last, row.now);
  await transact(deps, (trx) =>
    storeQueried(deps, trx, { zoomMeetingId, patientKey: row.patient_key }, [runs]),
  );
}
