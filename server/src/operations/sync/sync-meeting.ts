import {
  claimMeeting,
  type MeetingChange,
  readClock,
  referencesOf,
  releaseMeeting,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { whatToDo } from "../../domain/attention.ts";
import { closesAt } from "../../domain/join-window.ts";
import { changeAtZoom } from "./change-at-zoom.ts";
import { createAtZoom } from "./create-at-zoom.ts";
import { deleteDoomed } from "./delete-at-zoom.ts";
import { refuseMeeting } from "./fail-meeting.ts";
import { meaningOfFailure, pauseAfter } from "./interpret-failure.ts";
import { takeFreeHost } from "./reserve-free-host.ts";
import { sweepAttempts } from "./sweep-attempts.ts";
import { type ClaimedRun, done, later, type StepResult, soonest, startRun } from "./sync-run.ts";

const mostRounds = 20;
// Who frees a host passes over meetings that are being looked at: the second look comes soon after the first.
const pausesWithoutHostMs = { first: 3_000, later: 30_000 };

/**
 * Makes Zoom match one meeting's row. Safe to run twice at once, and to kill anywhere: the row, its attempts
 * and its references say where to go on.
 */
export async function syncMeeting(deps: Deps, meetingId: string): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    const claimedAfter = performance.now();
    const claim = await claimMeeting(deps.db, meetingId, deps.config.sync.leaseSeconds);
    if (!claim) return;
    const run = startRun(deps, claim, claimedAfter);
    const { next, change } = await reconcile(run);
    const released = await releaseMeeting(deps.db, claim, { at: next, change });
    deps.metrics.syncs.inc({ result: released ? (next ? "waiting" : "matching") : "lease-lost" });
    if (!released?.due) return;
  }
}

/** First what somebody waits for, then what is to vanish; Zoom's "wait" holds for both. */
async function reconcile(run: ClaimedRun): Promise<StepResult> {
  const { claim } = run;
  const wanted = claim.status === "pending" || claim.status === "scheduled" || claim.status === "started";
  const main = wanted ? await orExplain(run, match) : { ...done, waits: false };
  if (main.waits) return main;
  const swept = await orExplain(run, () => sweepAttempts(run, { atOnce: !wanted }));
  if (swept.waits)
    return { next: soonest([main.next, swept.next]), change: { ...swept.change, ...main.change } };
  const deleted = await deleteDoomed(run);
  const next = soonest([main.next, swept.next, deleted.next]);
  if (wanted) return { next, change: main.change };
  const gone = { synced_revision: claim.revision, failures: 0 };
  return { next, change: { ...(deleted.next ? { failures: claim.failures + 1 } : gone), ...swept.change } };
}

type Explained = StepResult & { waits: boolean };

async function orExplain(
  run: ClaimedRun,
  step: (run: ClaimedRun) => Promise<StepResult>,
): Promise<Explained> {
  try {
    return { ...(await step(run)), waits: false };
  } catch (error) {
    return afterFailure(run, error);
  }
}

async function match(run: ClaimedRun): Promise<StepResult> {
  const { deps, claim } = run;
  const window = deps.config.joinWindow;
  if (claim.now >= closesAt({ start: claim.start_time, duration: claim.duration }, window)) {
    return { next: null, change: { synced_revision: claim.revision } };
  }
  const hostless = claim.busy === null && claim.status !== "started" && !(await takeFreeHost(run));
  const isFirstLook = claim.failures === 0 && claim.synced_revision < claim.revision;
  const askAgainAt = later(claim.now, isFirstLook ? pausesWithoutHostMs.first : pausesWithoutHostMs.later);
  if (hostless && claim.zoom_meeting_id === null) {
    return { next: askAgainAt, change: { attention: "no-host", failures: claim.failures + 1 } };
  }
  const current = (await referencesOf(deps.db, claim.id)).find((reference) => reference.state === "current");
  if (claim.zoom_meeting_id === null || (current && current.generation < claim.generation))
    return createAtZoom(run);
  const result = await changeAtZoom(run);
  return hostless ? { ...result, next: soonest([result.next, askAgainAt]) } : result;
}

async function afterFailure(run: ClaimedRun, error: unknown): Promise<Explained> {
  const { deps, claim } = run;
  const meaning = meaningOfFailure(error);
  const now = await readClock(deps.db);
  const failures = claim.failures + 1;
  const soon = later(now, pauseAfter(failures));
  deps.metrics.syncs.inc({ result: "failed" });
  if (meaning.kind === "gone") return { next: soon, change: { failures }, waits: true };
  const attention = meaning.attention ?? claim.attention;
  deps.log.warn(
    { meetingId: claim.id, attention: attention ?? undefined, reason: meaning.kind },
    attention ? whatToDo[attention] : "Zoom cannot be brought in line now; it is tried again by itself",
  );
  const change: MeetingChange = { failures, attention };
  if (meaning.kind === "wait") return { next: meaning.until ?? soon, change, waits: true };
  if (claim.zoom_meeting_id === null && claim.status === "pending") {
    await refuseMeeting(run, meaning);
    return { next: now, waits: false };
  }
  return { next: later(now, pauseAfter(10)), change, waits: false };
}
