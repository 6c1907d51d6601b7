import {
  type AttemptRow,
  closeAttempt,
  insertAttempt,
  openCreateAttempts,
  readClock,
} from "@patientcare/zoom-db";
import { newId } from "../../new-id.ts";
import { changeAtZoom } from "./change-at-zoom.ts";
import { desiredMeeting } from "./desired-meeting.ts";
import { attemptOutcome } from "./interpret-failure.ts";
import { type FoundMeeting, type Listing, listOpenAttempts } from "./list-open-attempts.ts";
import { markOrphans } from "./mark-orphans.ts";
import { newPasscode } from "./passcode.ts";
import { refreshLease, storeMeeting } from "./store-meeting.ts";
import { addMs, done, type StepResult, type SyncRun } from "./sync-run.ts";

/** Makes the meeting at Zoom, or takes the one that an earlier attempt left there. */
export async function createAtZoom(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const open = await openCreateAttempts(deps.db, lease.id);
  const mine = open.filter((attempt) => attempt.generation === lease.generation);
  if (mine.length > 0) {
    const listing = await listOpenAttempts(run, mine);
    const adopted = await adopt(run, listing);
    if (adopted) return adopted;
    const conclusiveAt = addMs(youngest(mine), deps.config.sync.graceSeconds * 1000);
    if (listing.startedAt <= conclusiveAt) {
      return {
        next: addMs(conclusiveAt, 50),
        attentions: listing.foreign ? { raise: ["foreign-marker"] } : {},
      };
    }
  }
  return run.hasTime() ? post(run) : { next: lease.now };
}

async function adopt(run: SyncRun, listing: Listing): Promise<StepResult | null> {
  const [first, ...extras] = listing.found;
  if (!first) return null;
  await markOrphans(run, extras);
  return storeFound(run, first);
}

async function storeFound(run: SyncRun, { id, attempt }: FoundMeeting): Promise<StepResult> {
  const meeting = await run.deps.zoom.getMeeting(id, run.limits());
  const result = await storeMeeting(run, { attempt, meeting, password: null, syncedRevision: 0 });
  await refreshLease(run);
  return result === "stored" ? changeAtZoom(run) : { next: run.lease.now };
}

async function post(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const host = lease.zoom_host ?? lease.host_email;
  const attempt = await insertAttempt(deps.db, {
    id: newId(),
    meeting_id: lease.id,
    generation: lease.generation,
    kind: "create",
    host,
    marker: lease.marker,
    revision: lease.revision,
    fence: lease.fence,
  });
  const password = newPasscode();
  const desired = desiredMeeting(lease, password, await readClock(deps.db));
  try {
    const meeting = await deps.zoom.createMeeting(host, desired, run.limits());
    const result = await storeMeeting(run, {
      attempt: { id: attempt.id, generation: lease.generation, host },
      meeting,
      password,
      syncedRevision: lease.revision,
    });
    await refreshLease(run);
    return result === "stored" ? done : { next: lease.now };
  } catch (error) {
    await closeAttempt(deps.db, attempt.id, attemptOutcome(error));
    throw error;
  }
}

const youngest = (attempts: readonly AttemptRow[]): Date =>
  new Date(Math.max(...attempts.map((attempt) => attempt.sent_at.getTime())));
