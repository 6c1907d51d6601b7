import { updateMeetingRow } from "@patientcare/zoom-db";
import type { Meeting, MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { isOpen } from "../../domain/join-window.ts";
import { lifecycle, transitionRemedies } from "../../domain/lifecycle.ts";
import { appendEvent, sourceOf } from "../events/append-event.ts";
import { refreshVisit } from "../visits/refresh-visits.ts";
import { lockMeetingOrArchived } from "./lock-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "./require-meeting.ts";
import { viewMeeting } from "./view-meeting.ts";

/**
 * The doctor's word that the visit has begun; Zoom is not called.
 * @throws DomainError ILLEGAL_TRANSITION outside the window or in another status, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function startMeeting(deps: Deps, actor: Actor, { meetingId }: MeetingById): Promise<Meeting> {
  requirePermission(actor, "lifecycle.start");
  return deps.db.transaction().execute(async (trx) => {
    const row = requireMeeting(deps, actor, "lifecycle.start", await lockMeetingOrArchived(trx, meetingId));
    const answer = lifecycle.start[row.status];
    if (answer === "keep") return viewMeeting(deps, row);
    const slot = { start: row.start_time, duration: row.duration };
    if (answer === "refuse" || !isOpen(slot, deps.config.joinWindow, row.now)) {
      throw new DomainError("ILLEGAL_TRANSITION", transitionRemedies.start);
    }
    const declared = { declared_started_at: row.now, declared_ended_at: null };
    await updateMeetingRow(trx, row.id, declared);
    await appendEvent(deps, trx, {
      meetingId: row.id,
      type: "started",
      at: row.now,
      source: sourceOf(actor),
      actor,
    });
    return viewMeeting(deps, await refreshVisit(deps, trx, { ...row, ...declared }));
  });
}
