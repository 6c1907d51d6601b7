import { countedDeletions, endedSince, readClock } from "@patientcare/zoom-db";
import type { WhenRunning } from "@patientcare/zoom-db/unions";
import type { Deps } from "../../deps.ts";
import { nextCallAt } from "../../domain/call-cap.ts";
import type { CallOptions } from "../../zoom/call-limits.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { attemptOutcome, interpretFailure, isCounted } from "./interpret-failure.ts";
import { isLeftAlone } from "./is-left-alone.ts";
import { addMs } from "./sync-run.ts";

const inProgress = 3002;
const hasEnded = 3007;
const endsWithinMs = 60_000;
const maxPauseMs = 60_000;

/** One meeting to delete at Zoom, and the place of its rows: live or in the archive. */
export interface Deletion {
  zoomMeetingId: string;
  meetingId: string;
  /** The revision of its row: a change by a person or the platform begins a new count of calls. */
  revision: number;
  failures: number;
  whenRunning: WhenRunning;
  /** Zoom refused to delete it before, since it ran. */
  wasRunning: boolean;
  limits(): CallOptions;
  /** Commits a row for a call that is about to be sent, and returns how to close it. */
  begin(
    kind: "delete" | "end",
  ): Promise<(outcome: "done" | "rejected" | "unknown", options?: { counted: boolean }) => Promise<void>>;
  gone(): Promise<void>;
  /** It does not carry our marker: it is left alone, and not tried again. */
  giveUp(): Promise<void>;
  /** Zoom proved that it runs: makes it current again. False where that cannot be. */
  restore(): Promise<boolean>;
  /** `isRunning`: Zoom refused to delete it since it runs. */
  postpone(until: Date, isRunning?: boolean): Promise<void>;
  /** From when on "no such meeting" means that it is gone: before, it may not be visible yet. */
  visibleAt(): Promise<Date>;
}

export interface DeletionResult {
  /** When to try again; null when nothing is left to do. */
  next: Date | null;
  attention?: "foreign-marker" | "drift";
}

/** Deletes a meeting at Zoom, one call at a time, after a look whether it carries our marker. */
export async function deleteReference(deps: Deps, deletion: Deletion): Promise<DeletionResult> {
  const { zoomMeetingId, meetingId } = deletion;
  const sent = await countedDeletions(deps.db, deletion);
  const capped = nextCallAt(sent);
  if (capped) {
    deps.log.warn({ meetingId, reason: "cap" }, "Ten calls within the hour did not delete a meeting at Zoom");
    await deletion.postpone(capped);
    return { next: capped, attention: "drift" };
  }
  try {
    // A look is a light call that counts against no host's quota; one before the first of the calls is enough.
    const isFirst = deletion.failures === 0 || sent.length === 0;
    if (isFirst && (await isLeftAlone(deps, zoomMeetingId, deletion.limits()))) {
      deps.log.warn(
        { event: "foreign-marker", meetingId },
        "A Zoom meeting that was to be deleted does not carry our marker",
      );
      await deletion.giveUp();
      return { next: null, attention: "foreign-marker" };
    }
    if (await isToBeEnded(deps, deletion)) {
      await attemptDeletion(deletion, "end", () => deps.zoom.endMeeting(zoomMeetingId, deletion.limits()));
      return postponed(deps, deletion, null);
    }
    await attemptDeletion(deletion, "delete", () =>
      deps.zoom.deleteMeeting(zoomMeetingId, deletion.limits()),
    );
    return await gone(deps, deletion);
  } catch (error) {
    return afterFailure(deps, deletion, error);
  }
}

async function gone({ log }: Deps, deletion: Deletion): Promise<DeletionResult> {
  await deletion.gone();
  log.info({ event: "meeting-deleted", meetingId: deletion.meetingId }, "A meeting is gone at Zoom");
  return { next: null };
}

async function afterFailure(deps: Deps, deletion: Deletion, error: unknown): Promise<DeletionResult> {
  const code = error instanceof ZoomError && error.failure.kind === "rejected" ? error.failure.code : null;
  if (code === hasEnded) return gone(deps, deletion);
  const meaning = interpretFailure(error);
  if (meaning.kind === "gone") {
    const visibleAt = await deletion.visibleAt();
    if (visibleAt <= (await readClock(deps.db))) return gone(deps, deletion);
    await deletion.postpone(visibleAt);
    return { next: visibleAt };
  }
  if (code === inProgress && deletion.whenRunning === "restore" && (await deletion.restore()))
    return { next: null };
  return postponed(deps, deletion, meaning.kind === "wait" ? meaning.until : null, code === inProgress);
}

/** Zoom refused to delete it since it runs, and a person wants it to end: once, and again when it goes on all the same. */
async function isToBeEnded(
  { db }: Deps,
  { whenRunning, wasRunning, zoomMeetingId }: Deletion,
): Promise<boolean> {
  if (whenRunning !== "end" || !wasRunning) return false;
  return !(await endedSince(db, zoomMeetingId, addMs(await readClock(db), -endsWithinMs)));
}

async function postponed(
  { db }: Deps,
  deletion: Deletion,
  until: Date | null,
  isRunning = false,
): Promise<DeletionResult> {
  const pauseMs = Math.min(2 ** deletion.failures * 1_000, maxPauseMs);
  const next = until ?? addMs(await readClock(db), pauseMs);
  await deletion.postpone(next, isRunning);
  return { next };
}

async function attemptDeletion(
  deletion: Deletion,
  kind: "delete" | "end",
  call: () => Promise<void>,
): Promise<void> {
  const close = await deletion.begin(kind);
  try {
    await call();
    await close("done");
  } catch (error) {
    await close(attemptOutcome(error), { counted: isCounted(error) });
    throw error;
  }
}
