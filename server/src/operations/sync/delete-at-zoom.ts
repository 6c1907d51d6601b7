import {
  closeAttempt,
  createAttempts,
  giveUpDeletion,
  insertAttempt,
  markDeleted,
  postponeDeletion,
  type ReferenceRow,
  readClock,
  referencesOf,
  resumeDeletion,
} from "@patientcare/zoom-db";
import type { Attention } from "@patientcare/zoom-db/unions";
import { newId } from "../../new-id.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { type Deletion, deleteReference } from "./delete-reference.ts";
import { isLeftAlone } from "./is-left-alone.ts";
import { restoreRunning } from "./restore-running.ts";
import { addMs, done, isWanted, type StepResult, type SyncRun, soonest } from "./sync-run.ts";

/** Raised by a meeting that cannot be deleted, and cleared with the last of them. */
const ofDeletions = ["drift", "foreign-marker"] as const satisfies readonly Attention[];

/** Deletes the meetings at Zoom whose references are marked for deletion. */
export async function deleteAtZoom(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const references = await referencesOf(deps.db, lease.id);
  const toDelete = references.filter(({ state }) => state === "deleting");
  const leftAlone = references.filter(({ given_up_at }) => given_up_at !== null);
  if (toDelete.length === 0 && leftAlone.length === 0) return done;
  const next: (Date | null)[] = [];
  const raise = new Set<Attention>();
  for (const reference of leftAlone) {
    if (await isStillForeign(run, reference)) raise.add("foreign-marker");
    else next.push(lease.now);
  }
  for (const reference of toDelete) {
    const due = reference.next_attempt_at;
    if (due !== null && due > (await readClock(deps.db))) next.push(due);
    else if (!run.hasTime()) next.push(lease.now);
    else {
      const deleted = await deleteReference(deps, deletionOf(run, reference));
      next.push(deleted.next);
      if (deleted.attention) raise.add(deleted.attention);
    }
  }
  const at = soonest(next);
  // A meeting that is wanted clears them by itself, once Zoom matches it.
  const isOver = at === null && !isWanted(lease);
  return {
    next: at,
    attentions: { raise: [...raise], clear: isOver ? ofDeletions.filter((kind) => !raise.has(kind)) : [] },
  };
}

/** A meeting that was left alone is not tried again by itself, but looked at whenever something is heard of its visit. */
async function isStillForeign(run: SyncRun, { zoom_meeting_id: id }: ReferenceRow): Promise<boolean> {
  const { deps } = run;
  try {
    if (!run.hasTime() || (await isLeftAlone(deps, id, run.limits()))) return true;
  } catch (error) {
    if (error instanceof ZoomError) return true;
    throw error;
  }
  await resumeDeletion(deps.db, id);
  return false;
}

function deletionOf(run: SyncRun, reference: ReferenceRow): Deletion {
  const { deps, lease } = run;
  const id = reference.zoom_meeting_id;
  return {
    zoomMeetingId: id,
    meetingId: lease.id,
    revision: lease.revision,
    failures: reference.failures,
    whenRunning: reference.when_running,
    wasRunning: reference.found_running_at !== null,
    restore: () => restoreRunning(run, reference),
    limits: run.limits,
    gone: () => markDeleted(deps.db, id),
    giveUp: () => giveUpDeletion(deps.db, id),
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
      return (outcome, options) => closeAttempt(deps.db, attempt.id, outcome, options);
    },
  };
}

async function createdLongAgoAt({ deps, lease }: SyncRun, reference: ReferenceRow): Promise<Date> {
  const attempts = await createAttempts(deps.db, lease.id);
  const sent = attempts.find((candidate) => candidate.generation === reference.generation)?.sent_at;
  return sent ? addMs(sent, deps.config.sync.graceSeconds * 1000) : reference.created_at;
}
