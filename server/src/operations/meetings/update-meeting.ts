import { findMeeting } from "@patientcare/zoom-db";
import type { Meeting, UpdateMeeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { isSameSlot } from "../../domain/join-window.ts";
import { askWhetherRunning, isSomebodyInside } from "../appointments/ask-whether-running.ts";
import { clearSettledConflict } from "../appointments/settle-with-staff.ts";
import { defaultWaitMs, reconcileWithin } from "../sync/reconcile-within.ts";
import { changeMeeting, illegalTransition } from "./change-meeting.ts";
import { requireMeeting } from "./require-meeting.ts";
import { requirePossible } from "./require-possible.ts";
import { reviseMeeting } from "./revise-meeting.ts";
import { topicOf } from "./stored-topic.ts";
import { viewMeeting } from "./view-meeting.ts";

/**
 * Moves or renames a meeting; links stay. Waits a while for Zoom to follow.
 * @throws DomainError SLOT_TAKEN, ILLEGAL_TRANSITION, VALIDATION_ERROR, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function updateMeeting(deps: Deps, actor: Actor, input: UpdateMeeting): Promise<Meeting> {
  const { meetingId } = input;
  const update = { verb: "update", permission: "meetings.update", meetingId } as const;
  const known = await findMeeting(deps.db, meetingId);
  // Zoom is not asked for those who may not change the meeting.
  if (known) requireMeeting(deps, actor, "meetings.update", known);
  const answer = await askWhetherRunning(deps, known);
  await changeMeeting(deps, actor, update, async (trx, row, how) => {
    if (await isSomebodyInside(deps, trx, row, answer)) throw illegalTransition("update");
    const present = { start: row.start_time, duration: row.duration };
    const slot = { start: input.startTime ?? present.start, duration: input.duration ?? present.duration };
    const topic = topicOf(deps, row);
    const desired = {
      slot,
      topic: input.topic ?? topic,
      hostEmail: row.host_email,
      timezone: row.timezone,
    };
    const moved = !isSameSlot(slot, present);
    if (!moved && desired.topic === topic && how === "change") return null;
    if (moved || how === "to-pending") requirePossible(deps, slot, row.now);
    await reviseMeeting(deps, trx, row, desired, "refuse", { stayOnZoomHost: true });
    await clearSettledConflict(deps, trx, row.id);
    return { type: how === "to-pending" ? "retried" : "changed", slot };
  });
  return viewMeeting(deps, actor, await reconcileWithin(deps, meetingId, defaultWaitMs));
}
