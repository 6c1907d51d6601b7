import {
  closeAttempt,
  findMeeting,
  insertAttempt,
  lockMeeting,
  type MeetingWithPeople,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Meeting, MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { isOpen } from "../../domain/join-window.ts";
import { newId } from "../../new-id.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { bothSides, recordCall } from "../access/record-access.ts";
import { applyDeferred } from "../appointments/apply-deferred.ts";
import { appendEvent } from "../events/append-event.ts";
import { attemptOutcome, interpretFailure } from "../sync/interpret-failure.ts";
import { transact } from "../transact.ts";
import { refreshVisit } from "../visits/refresh-visits.ts";
import { declaredBy, illegalTransition, requireTransition } from "./change-meeting.ts";
import { findMeetingOrArchived } from "./find-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "./require-meeting.ts";
import { viewMeeting } from "./view-meeting.ts";

/**
 * Ends the visit at Zoom for everybody, and its links with it.
 * @throws DomainError ZOOM_UNAVAILABLE when Zoom is away (nothing changed), ILLEGAL_TRANSITION, FORBIDDEN
 */
export async function endMeeting(deps: Deps, actor: Actor, { meetingId }: MeetingById): Promise<Meeting> {
  requirePermission(actor, "lifecycle.end");
  const found = await findMeetingOrArchived(deps.db, meetingId);
  const before = requireMeeting(deps, actor, "lifecycle.end", found);
  if (isOver(deps, before)) return viewMeeting(deps, actor, before);
  await endAtZoom(deps, before);
  const ended = await transact(deps, async (trx) => {
    const row = requireMeeting(deps, actor, "lifecycle.end", await lockMeeting(trx, meetingId));
    await recordCall(deps, trx, actor, "lifecycle.end", { meetingId: row.id, persons: bothSides });
    // Zoom's delivery of this end may have come first: the declared end is stored all the same, unless the meeting was withdrawn.
    if (row.zoom_meeting_id !== before.zoom_meeting_id) return row;
    const declared = { declared_ended_at: row.now };
    await updateMeetingRow(trx, row.id, declared);
    await appendEvent(deps, trx, { type: "ended", ...declaredBy(actor, row) });
    return refreshVisit(deps, trx, { ...row, ...declared });
  });
  const isApplied = await applyDeferred(deps, ended);
  return viewMeeting(deps, actor, (isApplied && (await findMeeting(deps.db, meetingId))) || ended);
}

/** True when it has ended already. @throws DomainError ILLEGAL_TRANSITION */
function isOver({ config }: Deps, row: MeetingWithPeople): boolean {
  const how = requireTransition("end", row.status);
  const slot = { start: row.start_time, duration: row.duration };
  if (how === "end-inside-window" && !isOpen(slot, config.joinWindow, row.now))
    throw illegalTransition("end");
  return how === "noop";
}

// Zoom's codes for a meeting that does not run.
const notRunning = new Set<number | string>([3000, 3001, 3007]);

async function endAtZoom(deps: Deps, row: MeetingWithPeople): Promise<void> {
  const zoomMeetingId = row.zoom_meeting_id;
  if (zoomMeetingId === null) return;
  const attempt = await insertAttempt(deps.db, {
    id: newId(),
    meeting_id: row.id,
    generation: row.generation,
    kind: "end",
    host: row.zoom_host ?? row.host_email,
    marker: row.marker,
    zoom_meeting_id: zoomMeetingId,
    revision: row.revision,
    fence: row.fence,
  });
  try {
    await deps.zoom.endMeeting(zoomMeetingId);
    await closeAttempt(deps.db, attempt.id, "done");
  } catch (error) {
    await closeAttempt(deps.db, attempt.id, attemptOutcome(error));
    if (error instanceof ZoomError && error.failure.kind === "rejected" && notRunning.has(error.failure.code))
      return;
    const meaning = interpretFailure(error);
    if (meaning.kind === "gone") return;
    if (meaning.kind === "rejected") {
      const details = { zoomError: meaning.zoomError, appointmentId: row.appointment_id };
      throw new DomainError(
        "ZOOM_API_ERROR",
        "Zoom refused to end the meeting: end it in the Zoom app",
        details,
      );
    }
    throw new DomainError(
      "ZOOM_UNAVAILABLE",
      "Zoom cannot be reached now, and nothing was changed: try again soon",
    );
  }
}
