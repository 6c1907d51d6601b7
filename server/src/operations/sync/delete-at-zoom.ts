import {
  closeAttempt,
  createAttempts,
  insertAttempt,
  markDeleted,
  postponeDeletion,
  type ReferenceRow,
  readClock,
  referencesOf,
} from "@patientcare/zoom-db";
import { newId } from "../../new-id.ts";
import { type Deletion, deleteReference } from "./delete-reference.ts";
import { restoreRunning } from "./restore-running.ts";
import { addMs, done, type StepResult, type SyncRun, soonest } from "./sync-run.ts";

/** Deletes the meetings at Zoom whose references are marked for deletion. */
export async function deleteAtZoom(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const deleting = (await referencesOf(deps.db, lease.id)).filter(
    (reference) => reference.state === "deleting",
  );
  const next: (Date | null)[] = [];
  for (const reference of deleting) {
    const due = reference.next_attempt_at;
    if (due !== null && due > (await readClock(deps.db))) next.push(due);
    else if (!run.hasTime()) next.push(lease.now);
    else next.push(await deleteReference(deps, deletionOf(run, reference)));
  }
  return next.length === 0 ? done : { next: soonest(next) };
}

function deletionOf(run: SyncRun, reference: ReferenceRow): Deletion {
  const { deps, lease } = run;
  const id = reference.zoom_meeting_id;
  return {
    zoomMeetingId: id,
    failures: reference.failures,
    whenRunning: reference.when_running,
    wasRunning: reference.found_running_at !== null,
    restore: () => restoreRunning(run, reference),
    limits: run.limits,
    gone: () => markDeleted(deps.db, id),
    postpone: (until, isRunning) => postponeDeletion(deps.db, id, until, isRunning),
    visibleAt: () => createdLongAgoAt(run, reference),
    async begin(kind) {
      const attempt = await insertAttempt(deps.db, {
        id: newId(),
        meeting_id: lease.id,
        generation: reference.generation,
        kind,
        host: reference.host,
        marker: lease.marker,
        zoom_meeting_id: id,
        revision: lease.revision,
        fence: lease.fence,
      });
      return (outcome) => closeAttempt(deps.db, attempt.id, outcome);
    },
  };
}

async function createdLongAgoAt({ deps, lease }: SyncRun, reference: ReferenceRow): Promise<Date> {
  const attempts = await createAttempts(deps.db, lease.id);
  const sent = attempts.find((candidate) => candidate.generation === reference.generation)?.sent_at;
  return sent ? addMs(sent, deps.config.sync.graceSeconds * 1000) : reference.created_at;
}
