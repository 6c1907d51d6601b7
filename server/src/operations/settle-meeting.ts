import { findMeeting, lockMeetingIfFree, type MeetingWithPeople, updateMeeting } from "@patientcare/zoom-db";
import type { Deps } from "../deps.ts";
import { closesAt, isOpen } from "../domain/join-window.ts";
import { ZoomError } from "../zoom/errors.ts";
import { askZoom } from "./ask-zoom.ts";
import { recordWord } from "./record-word.ts";
import { refreshVisit } from "./refresh-visit.ts";
import { keepStartUrl } from "./start-url.ts";

const askAgainMs = 60_000;

/** What the clock does to a meeting: its window opens or closes, a start by word runs out, a visit was missed. */
export async function settleMeeting(deps: Deps, meetingId: string): Promise<void> {
  const row = await findMeeting(deps.db, meetingId);
  if (!row?.settle_at || row.settle_at > row.now) return;
  const slot = { start: row.start_time, duration: row.duration };
  if (row.now < closesAt(slot, deps.config.joinWindow)) {
    await lookAgain(deps, row);
    if (row.zoom_meeting_id !== null && isOpen(slot, deps.config.joinWindow, row.now))
      await keepStartUrl(deps, row);
    return;
  }
  if (row.zoom_meeting_id === null) return abandon(deps, row);
  try {
    await askZoom(deps, row);
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error;
    await postpone(deps, row);
  }
}

async function lookAgain(deps: Deps, { id }: MeetingWithPeople): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const row = await lockMeetingIfFree(trx, id);
    if (!row?.settle_at || row.settle_at > row.now) return;
    if (row.zoom_meeting_id !== null) await refreshVisit(deps, trx, row);
    else
      await updateMeeting(trx, row.id, {
        settle_at: closesAt({ start: row.start_time, duration: row.duration }, deps.config.joinWindow),
      });
  });
}

/** The window closed and Zoom never held a meeting: nobody could meet. */
async function abandon(deps: Deps, { id }: MeetingWithPeople): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const row = await lockMeetingIfFree(trx, id);
    if (!row || row.zoom_meeting_id !== null) return;
    if (row.status !== "pending") return updateMeeting(trx, id, { settle_at: null });
    await updateMeeting(trx, id, {
      status: "missed",
      outcome: "technical",
      settle_at: null,
      revision: row.revision + 1,
      next_attempt_at: row.now,
    });
    await recordWord(deps, trx, { meetingId: id, type: "abandoned", at: row.now, source: "clock" });
  });
}

async function postpone(deps: Deps, { id }: MeetingWithPeople): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const row = await lockMeetingIfFree(trx, id);
    if (row) await updateMeeting(trx, id, { settle_at: new Date(row.now.getTime() + askAgainMs) });
  });
}
