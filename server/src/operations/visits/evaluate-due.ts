import {
  findMeeting,
  lastDeliveryAt,
  lockMeetingIfFree,
  type MeetingWithPeople,
  makeDue,
  takeRateToken,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { closesAt, isOpen, opensAt } from "../../domain/join-window.ts";
import { neverOpened } from "../../domain/visit/evaluation.ts";
import { latest } from "../../domain/visit/intervals.ts";
import { pollDueAt } from "../../domain/visit/next-poll.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { applyDeferred } from "../appointments/apply-deferred.ts";
import { appendEvent } from "../events/append-event.ts";
import { cacheStartUrl } from "../links/start-url.ts";
import { transact } from "../transact.ts";
import { confirmEarlySession } from "./confirm-early-session.ts";
import { queryPastMeetings } from "./query-past-meetings.ts";
import { refreshVisit } from "./refresh-visits.ts";
import { zoomIsSilent } from "./zoom-silence.ts";

const retryAfterMs = 60_000;
const startUrlAgesMs = 45 * 60_000;
// Thirty visits a minute, each with three calls at most for one running: far below what Zoom allows.
const pollTurns = { everyMs: 2_000, burst: 15 };

/** Evaluates a meeting by the clock: its window opens or closes, a declared start runs out, a visit was missed. */
export async function evaluateDue(deps: Deps, meetingId: string): Promise<void> {
  const row = await findMeeting(deps.db, meetingId);
  if (!row?.evaluate_at || row.evaluate_at > row.now) return;
  if (await applyDeferred(deps, row)) return;
  const slot = { start: row.start_time, duration: row.duration };
  if (row.now < closesAt(slot, deps.config.joinWindow)) {
    await confirmEarlySession(deps, row);
    await refreshDueVisit(deps, row);
    await pollZoom(deps, row);
    if (isOpen(slot, deps.config.joinWindow, row.now) && wantsStartUrl(deps, row))
      await cacheStartUrl(deps, row);
    return;
  }
  if (row.zoom_meeting_id === null) return abandon(deps, row);
  if (isSettled(deps, row)) return refreshDueVisit(deps, row);
  try {
    await queryPastMeetings(deps, row, "decide");
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error;
    await postpone(deps, row);
  }
}

/** Zoom was queried since the window closed: late deliveries are applied without another query. */
const isSettled = (
  { config }: Deps,
  { status, zoom_checked_at, start_time, duration }: MeetingWithPeople,
): boolean =>
  (status === "ended" || status === "missed") &&
  zoom_checked_at !== null &&
  zoom_checked_at >= closesAt({ start: start_time, duration }, config.joinWindow);

/** Each start URL is a call to Zoom: one when the window opens, and another when that one grows old. */
function wantsStartUrl({ config }: Deps, row: MeetingWithPeople): boolean {
  if (row.zoom_meeting_id === null) return false;
  const opens = opensAt({ start: row.start_time, duration: row.duration }, config.joinWindow);
  const cachedAt = row.host_url === null ? null : row.host_url_fetched_at;
  return cachedAt === null || cachedAt < opens || row.now.getTime() - cachedAt.getTime() > startUrlAgesMs;
}

async function refreshDueVisit(deps: Deps, { id }: MeetingWithPeople): Promise<void> {
  await transact(deps, async (trx) => {
    const row = await lockMeetingIfFree(trx, id);
    if (!row?.evaluate_at || row.evaluate_at > row.now) return;
    if (row.zoom_meeting_id !== null) await refreshVisit(deps, trx, row, "clock");
    else
      await updateMeetingRow(trx, row.id, {
        evaluate_at: closesAt({ start: row.start_time, duration: row.duration }, deps.config.joinWindow),
      });
  });
}

/** Deliveries may be lost: of a visit that should run and is not heard of, Zoom is asked, all processes taking turns. */
async function pollZoom(deps: Deps, row: MeetingWithPeople): Promise<void> {
  if (row.zoom_meeting_id === null) return;
  const since = latest(row.created_at, (await lastDeliveryAt(deps.db, row.id)) ?? row.created_at);
  const slot = { start: row.start_time, duration: row.duration };
  const zoomSilent = await zoomIsSilent(deps, deps.db);
  const due = pollDueAt({ slot, status: row.status, since, zoomSilent }, deps.config.joinWindow);
  if (!due || due > row.now || !(await takeRateToken(deps.db, "turn:poll", pollTurns))) return;
  try {
    await queryPastMeetings(deps, row, "poll");
    // Of a meeting that was never held, past instances say as little as of one that was deleted.
    await makeDue(deps.db, row.id);
    deps.wakeSync(row.id);
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error;
    deps.log.debug({ meetingId: row.id, errorName: error.name }, "Zoom could not be asked about a visit");
  }
}

/** The window closed and Zoom never held a meeting: nobody could meet. */
async function abandon(deps: Deps, { id }: MeetingWithPeople): Promise<void> {
  await transact(deps, async (trx) => {
    const row = await lockMeetingIfFree(trx, id);
    if (!row || row.zoom_meeting_id !== null) return;
    if (row.status !== "pending") return updateMeetingRow(trx, id, { evaluate_at: null });
    await updateMeetingRow(trx, id, {
      status: neverOpened.status,
      outcome: neverOpened.outcome,
      evidence_outcome: neverOpened.outcome,
      evaluate_at: null,
      revision: row.revision + 1,
      next_attempt_at: row.now,
    });
    await appendEvent(deps, trx, { meetingId: id, type: "abandoned", at: row.now, source: "clock" });
  });
}

async function postpone(deps: Deps, { id }: MeetingWithPeople): Promise<void> {
  await transact(deps, async (trx) => {
    const row = await lockMeetingIfFree(trx, id);
    if (row) await updateMeetingRow(trx, id, { evaluate_at: new Date(row.now.getTime() + retryAfterMs) });
  });
}
