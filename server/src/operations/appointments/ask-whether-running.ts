import { type Db, type MeetingWithPeople, openEntryAt } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { mayBeInside, type RunningAnswer } from "../../domain/appointment/inside.ts";
import { closesAt, opensAt } from "../../domain/join-window.ts";
import { ZoomError } from "../../zoom/errors.ts";

const deadlineMs = 2_000;

/**
 * Asks Zoom whether a visit runs that is not known to run, and into which a host went. Null where there is nothing to
 * ask. Outside any transaction; the answer counts for the entries before it ({@link isSomebodyInside}).
 */
export async function askWhetherRunning(
  deps: Deps,
  row: MeetingWithPeople | undefined,
): Promise<RunningAnswer | null> {
  if (!row?.zoom_meeting_id || row.archived_at || row.status === "started") return null;
  const enteredAt = await entryAt(deps, deps.db, row);
  if (enteredAt === null) return null;
  return { zoomMeetingId: row.zoom_meeting_id, enteredAt, running: await runs(deps, row.zoom_meeting_id) };
}

/** Whether somebody may be inside, by the locked row and Zoom's answer from before the lock. */
export async function isSomebodyInside(
  deps: Deps,
  db: Db,
  row: MeetingWithPeople,
  answer: RunningAnswer | null,
): Promise<boolean> {
  const enteredAt = row.status === "started" || row.archived_at ? null : await entryAt(deps, db, row);
  return mayBeInside({ status: row.status, zoomMeetingId: row.zoom_meeting_id, enteredAt }, answer);
}

async function entryAt({ config }: Deps, db: Db, row: MeetingWithPeople): Promise<Date | null> {
  if (row.zoom_meeting_id === null) return null;
  const slot = { start: row.start_time, duration: row.duration };
  // Redirects count within the window; once it has closed, only the proof that Zoom gave does.
  const isOver = row.now >= closesAt(slot, config.joinWindow);
  return openEntryAt(db, row, isOver ? row.now : opensAt(slot, config.joinWindow));
}

/** Without an answer, it may run. */
async function runs({ zoom }: Deps, zoomMeetingId: string): Promise<boolean> {
  try {
    return (await zoom.getMeeting(zoomMeetingId, { deadline: deadlineMs })).status !== "waiting";
  } catch (error) {
    if (error instanceof ZoomError) return true;
    throw error;
  }
}
