import {
  type AttemptRow,
  findMeetingRow,
  isNewHostAfterRestore,
  openCreateAttempts,
  readClock,
} from "@patientcare/zoom-db";
import { changeAtZoom } from "./change-at-zoom.ts";
import { checkRestoredHost } from "./check-restored-host.ts";
import { desiredMeeting } from "./desired-meeting.ts";
import { type FoundMeeting, type Listing, listOpenAttempts } from "./list-open-attempts.ts";
import { markOrphans } from "./mark-orphans.ts";
import { newPasscode } from "./passcode.ts";
import { pausedMutation, sendMutation } from "./send-mutation.ts";
import { refreshLease, storeMeeting } from "./store-meeting.ts";
import { addMs, done, type StepResult, type SyncRun } from "./sync-run.ts";

/** Makes the meeting at Zoom, or takes the one that an earlier attempt left there. */
export async function createAtZoom(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const host = lease.zoom_host ?? lease.host_email;
  if (await isNewHostAfterRestore(deps.db, host)) {
    // Nobody knows yet what lies at a host that came after the backup.
    await checkRestoredHost(deps, host);
    if ((await findMeetingRow(deps.db, lease.id))?.fence !== lease.fence) return { next: lease.now };
  }
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
  if (result === "stored") tellCreated(run, "adopted");
  await refreshLease(run);
  return result === "stored" ? changeAtZoom(run) : { next: run.lease.now };
}

async function post(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const paused = await pausedMutation(run);
  if (paused) return paused;
  const host = lease.zoom_host ?? lease.host_email;
  const password = newPasscode();
  const now = await readClock(deps.db);
  const { attemptId, answer } = await sendMutation(
    run,
    { kind: "create", host, timezone: lease.timezone },
    (timezone) =>
      deps.zoom.createMeeting(host, desiredMeeting({ ...lease, timezone }, password, now), run.limits()),
  );
  const result = await storeMeeting(run, {
    attempt: { id: attemptId, generation: lease.generation, host },
    meeting: answer,
    password,
    syncedRevision: lease.revision,
  });
  if (result === "stored") tellCreated(run, "created");
  await refreshLease(run);
  return result === "stored" ? done : { next: lease.now };
}

function tellCreated({ deps: { log, metrics }, lease }: SyncRun, result: "created" | "adopted"): void {
  metrics.meetingsCreated.inc({ result });
  if (lease.generation === 1)
    metrics.confirmToLink.observe((lease.now.getTime() - lease.created_at.getTime()) / 1000);
  log.info({ event: "meeting-created", meetingId: lease.id, result }, "A meeting was made at Zoom");
}

const youngest = (attempts: readonly AttemptRow[]): Date =>
  new Date(Math.max(...attempts.map((attempt) => attempt.sent_at.getTime())));
