import {
  type ArchivedReference,
  claimArchivedReference,
  closeArchivedAttempt,
  giveUpArchivedDeletion,
  insertArchivedAttempt,
  markArchivedDeleted,
  postponeArchivedDeletion,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";
import { type Deletion, deleteReference } from "../sync/delete-reference.ts";
import { addMs } from "../sync/sync-run.ts";

/**
 * Deletes at Zoom what an archived meeting still has there. Taken for the length of a lease: killed meanwhile, it is
 * found again when that is over.
 */
export async function deleteArchivedReference(deps: Deps, zoomMeetingId: string): Promise<void> {
  const takenAfter = performance.now();
  const reference = await claimArchivedReference(deps.db, zoomMeetingId, deps.config.sync.leaseSeconds);
  if (reference) await deleteReference(deps, archivedDeletionOf(deps, reference, takenAfter));
}

const leaseMarginMs = 500;

function archivedDeletionOf(deps: Deps, reference: ArchivedReference, takenAfter: number): Deletion {
  const { leaseSeconds, graceSeconds } = deps.config.sync;
  const id = reference.zoom_meeting_id;
  const left = () => leaseSeconds * 1000 - leaseMarginMs - (performance.now() - takenAfter);
  return {
    zoomMeetingId: id,
    meetingId: reference.meeting_id,
    revision: reference.revision,
    failures: reference.failures,
    whenRunning: reference.when_running,
    wasRunning: reference.found_running_at !== null,
    restore: async () => false,
    limits: () => ({ deadline: Math.max(1, Math.min(deps.config.zoom.timeoutMs, left())) }),
    gone: () => markArchivedDeleted(deps.db, id),
    giveUp: () => giveUpArchivedDeletion(deps.db, id),
    postpone: (until, isRunning) => postponeArchivedDeletion(deps.db, id, until, isRunning),
    visibleAt: async () =>
      reference.create_sent_at ? addMs(reference.create_sent_at, graceSeconds * 1000) : reference.created_at,
    async begin(kind) {
      const attemptId = newId();
      await insertArchivedAttempt(deps.db, {
        id: attemptId,
        clinic_id: reference.clinic_id,
        meeting_id: reference.meeting_id,
        generation: reference.generation,
        kind,
        host: reference.host,
        marker: reference.marker,
        zoom_meeting_id: id,
        revision: reference.revision,
        fence: reference.fence,
      });
      return (outcome, options) => closeArchivedAttempt(deps.db, attemptId, outcome, options);
    },
  };
}
