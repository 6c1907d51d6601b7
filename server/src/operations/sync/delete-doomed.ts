import {
  closeAttempt,
  createAttempts,
  insertAttempt,
  markGone,
  postponeDeletion,
  type ReferenceRow,
  readClock,
  referencesOf,
} from "@patientcare/zoom-db";
import { newId } from "../../new-id.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { type ClaimedRun, done, later, type StepResult, soonest } from "./claimed-run.ts";
import { attemptOutcome, meaningOfFailure, pauseAfter } from "./meaning-of-failure.ts";

const inProgress = 3002;
const hasEnded = 3007;

/** Deletes at Zoom what is doomed; a call that still runs there is ended first. */
export async function deleteDoomed(run: ClaimedRun): Promise<StepResult> {
  const { deps, claim } = run;
  const doomed = (await referencesOf(deps.db, claim.id)).filter((reference) => reference.state === "doomed");
  const next: (Date | null)[] = [];
  for (const reference of doomed) {
    const due = reference.next_attempt_at;
    if (due !== null && due > (await readClock(deps.db))) next.push(due);
    else if (!run.hasTime()) next.push(claim.now);
    else next.push(await deleteOne(run, reference));
  }
  return next.length === 0 ? done : { next: soonest(next) };
}

/** Null when it is gone, else when to try again. */
async function deleteOne(run: ClaimedRun, reference: ReferenceRow): Promise<Date | null> {
  const { deps } = run;
  const id = reference.zoom_meeting_id;
  try {
    await attempt(run, reference, "delete", () => deps.zoom.deleteMeeting(id, run.limits()));
    await markGone(deps.db, id);
    return null;
  } catch (error) {
    const code = error instanceof ZoomError && error.failure.kind === "refused" ? error.failure.code : null;
    if (code === hasEnded) {
      await markGone(deps.db, id);
      return null;
    }
    const now = await readClock(deps.db);
    const meaning = meaningOfFailure(error);
    if (meaning.kind === "gone") {
      const settledAt = await createdLongAgoAt(run, reference);
      if (settledAt <= now) {
        await markGone(deps.db, id);
        return null;
      }
      await postponeDeletion(deps.db, id, settledAt);
      return settledAt;
    }
    if (code === inProgress && (await endRunning(run, reference))) {
      await postponeDeletion(deps.db, id, now);
      return now;
    }
    const until =
      (meaning.kind === "wait" && meaning.until) || later(now, pauseAfter(reference.failures + 1));
    await postponeDeletion(deps.db, id, until);
    return until;
  }
}

async function endRunning(run: ClaimedRun, reference: ReferenceRow): Promise<boolean> {
  try {
    await attempt(run, reference, "end", () =>
      run.deps.zoom.endMeeting(reference.zoom_meeting_id, run.limits()),
    );
    return true;
  } catch (error) {
    if (error instanceof ZoomError) return false;
    throw error;
  }
}

async function attempt(
  { deps, claim }: ClaimedRun,
  reference: ReferenceRow,
  kind: "delete" | "end",
  call: () => Promise<void>,
): Promise<void> {
  const { id } = await insertAttempt(deps.db, {
    id: newId(),
    meeting_id: claim.id,
    generation: reference.generation,
    kind,
    host: reference.host,
    marker: claim.marker,
    zoom_meeting_id: reference.zoom_meeting_id,
    revision: claim.revision,
    fence: claim.fence,
  });
  try {
    await call();
    await closeAttempt(deps.db, id, "done");
  } catch (error) {
    await closeAttempt(deps.db, id, attemptOutcome(error));
    throw error;
  }
}

/** From when on "no such meeting" means that it is gone: before, it may not be visible yet. */
async function createdLongAgoAt({ deps, claim }: ClaimedRun, reference: ReferenceRow): Promise<Date> {
  const attempts = await createAttempts(deps.db, claim.id);
  const sent = attempts.find((candidate) => candidate.generation === reference.generation)?.sent_at;
  return sent ? later(sent, deps.config.sync.graceSeconds * 1000) : reference.created_at;
}
