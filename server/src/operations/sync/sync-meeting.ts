import {
  type AttentionChange,
  acquireLease,
  type MeetingChange,
  readClock,
  referencesOf,
  releaseLease,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { attentionRemedies, failureAttentions } from "../../domain/attention.ts";
import { closesAt } from "../../domain/join-window.ts";
import { inLogContext } from "../../telemetry/log.ts";
import { inSpan } from "../../telemetry/trace.ts";
import { tellNotes } from "../transact.ts";
import { changeAtZoom } from "./change-at-zoom.ts";
import { createAtZoom } from "./create-at-zoom.ts";
import { deleteAtZoom } from "./delete-at-zoom.ts";
import { failMeeting } from "./fail-meeting.ts";
import { type FailureMeaning, interpretFailure, pauseAfter } from "./interpret-failure.ts";
import { reserveFreeHost } from "./reserve-free-host.ts";
import { sweepAttempts } from "./sweep-attempts.ts";
import {
  addMs,
  done,
  isWanted,
  joined,
  type StepResult,
  type SyncRun,
  soonest,
  startRun,
} from "./sync-run.ts";

const maxRounds = 20;
const maxUnreadable = 3;
// A freed host wakes only meetings that nobody holds: the second attempt comes soon after the first.
const pausesWithoutHostMs = { first: 3_000, later: 30_000 };

/**
 * Makes Zoom match one meeting's row. Safe to run twice at once, and to kill anywhere: the row, its attempts
 * and its references say where to go on.
 */
export const syncMeeting = (deps: Deps, meetingId: string): Promise<void> =>
  inLogContext({ meetingId }, () =>
    inSpan("sync-meeting", { kind: "internal", attributes: { meetingId } }, () =>
      syncUntilDone(deps, meetingId),
    ),
  );

async function syncUntilDone(deps: Deps, meetingId: string): Promise<void> {
  for (let round = 0; round < maxRounds; round += 1) {
    const acquiredAfter = performance.now();
    const lease = await acquireLease(deps.db, meetingId, deps.config.sync.leaseSeconds);
    if (!lease) return;
    const run = startRun(deps, lease, acquiredAfter);
    const { next, ...changes } = await reconcile(run);
    const released = await releaseLease(deps.db, lease, { at: next, ...changes });
    deps.metrics.syncs.inc({ result: released ? (next ? "waiting" : "matching") : "lease-lost" });
    tellNotes(deps, released?.notes ?? []);
    if (!released?.due) return;
  }
}

/** First what somebody waits for, then what is to vanish; Zoom's "wait" holds for both. */
async function reconcile(run: SyncRun): Promise<StepResult> {
  const { lease } = run;
  const wanted = isWanted(lease);
  const main = wanted ? await orExplain(run, match) : { ...done, waits: false };
  if (main.waits) return main;
  const swept = await orExplain(run, () => sweepAttempts(run, { atOnce: !wanted }));
  if (swept.waits)
    return {
      next: soonest([main.next, swept.next]),
      change: { ...swept.change, ...main.change },
      attentions: swept.attentions ?? main.attentions,
    };
  const deleted = await deleteAtZoom(run);
  const next = soonest([main.next, swept.next, deleted.next]);
  const attentions = joined(swept.attentions ?? main.attentions, deleted.attentions);
  if (wanted) return { next, change: main.change, attentions };
  const gone = { synced_revision: lease.revision, failures: 0 };
  return {
    next,
    change: { ...(deleted.next ? { failures: lease.failures + 1 } : gone), ...swept.change },
    attentions,
  };
}

type Explained = StepResult & { waits: boolean };

async function orExplain(run: SyncRun, step: (run: SyncRun) => Promise<StepResult>): Promise<Explained> {
  try {
    return { ...(await step(run)), waits: false };
  } catch (error) {
    return afterFailure(run, error);
  }
}

async function match(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const window = deps.config.joinWindow;
  if (lease.now >= closesAt({ start: lease.start_time, duration: lease.duration }, window)) {
    return { next: null, change: { synced_revision: lease.revision } };
  }
  const hostless = lease.busy === null && lease.status !== "started" && !(await reserveFreeHost(run));
  const isFirstAttempt = lease.failures === 0 && lease.synced_revision < lease.revision;
  const retryAt = addMs(lease.now, isFirstAttempt ? pausesWithoutHostMs.first : pausesWithoutHostMs.later);
  if (hostless && lease.zoom_meeting_id === null) {
    return { next: retryAt, change: { failures: lease.failures + 1 }, attentions: { raise: ["no-host"] } };
  }
  if (lease.zoom_meeting_id === null) return createAtZoom(run);
  const current = (await referencesOf(deps.db, lease.id)).find((reference) => reference.state === "current");
  if (current && current.generation < lease.generation) return createAtZoom(run);
  const result = await changeAtZoom(run);
  return hostless ? { ...result, next: soonest([result.next, retryAt]) } : result;
}

async function afterFailure(run: SyncRun, error: unknown): Promise<Explained> {
  const { deps, lease } = run;
  const failures = lease.failures + 1;
  const meaning = afterTries(interpretFailure(error), failures);
  const now = await readClock(deps.db);
  const soon = addMs(now, pauseAfter(failures));
  deps.metrics.syncs.inc({ result: "failed" });
  if (meaning.kind === "gone") return { next: soon, change: { failures }, waits: true };
  const { attention } = meaning;
  const refusal = meaning.kind === "rejected" ? meaning.zoomError : meaning.unreadable;
  const isNews = attention ? !lease.attentions.includes(attention) : refusal !== undefined;
  deps.log[isNews ? "warn" : "debug"](
    {
      meetingId: lease.id,
      attention: attention ?? undefined,
      reason: meaning.kind,
      ...(refusal && {
        event: "zoom-rejected",
        code: String(refusal.code),
        fields: refusal.errors?.map(({ field }) => field).join(","),
      }),
    },
    attention
      ? attentionRemedies[attention]
      : "Zoom cannot be brought in line now; it is tried again by itself",
  );
  const change: MeetingChange = { failures };
  const attentions: AttentionChange = attention
    ? { raise: [attention], clear: failureAttentions.filter((kind) => kind !== attention) }
    : {};
  if (meaning.kind === "wait") return { next: meaning.until ?? soon, change, attentions, waits: true };
  if (lease.zoom_meeting_id === null && lease.status === "pending") {
    await failMeeting(run, meaning);
    return { next: now, waits: false };
  }
  return { next: addMs(now, pauseAfter(10)), change, attentions, waits: false };
}

/** An answer that was unreadable again and again stays so: its fields are told like those of a refusal. */
function afterTries(meaning: FailureMeaning, failures: number): FailureMeaning {
  if (meaning.kind !== "wait" || !meaning.unreadable || failures < maxUnreadable) return meaning;
  return { kind: "rejected", attention: "zoom-refused", zoomError: meaning.unreadable };
}
