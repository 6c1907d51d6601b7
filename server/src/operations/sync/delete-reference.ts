import { readClock } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import type { CallOptions } from "../../zoom/call-limits.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { attemptOutcome, interpretFailure, pauseAfter } from "./interpret-failure.ts";
import { addMs } from "./sync-run.ts";

const inProgress = 3002;
const hasEnded = 3007;

/** One meeting to delete at Zoom, and the place of its rows: live or in the archive. */
export interface Deletion {
  zoomMeetingId: string;
  failures: number;
  limits(): CallOptions;
  /** Commits a row for a call that is about to be sent, and returns how to close it. */
  begin(kind: "delete" | "end"): Promise<(outcome: "done" | "rejected" | "unknown") => Promise<void>>;
  gone(): Promise<void>;
  postpone(until: Date): Promise<void>;
  /** From when on "no such meeting" means that it is gone: before, it may not be visible yet. */
  visibleAt(): Promise<Date>;
}

/** Deletes a meeting at Zoom; a call that still runs there is ended first. Null when it is gone, else when to try again. */
export async function deleteReference(deps: Deps, deletion: Deletion): Promise<Date | null> {
  const { zoomMeetingId } = deletion;
  try {
    await attemptDeletion(deletion, "delete", () =>
      deps.zoom.deleteMeeting(zoomMeetingId, deletion.limits()),
    );
    await deletion.gone();
    return null;
  } catch (error) {
    const code = error instanceof ZoomError && error.failure.kind === "rejected" ? error.failure.code : null;
    if (code === hasEnded) {
      await deletion.gone();
      return null;
    }
    const now = await readClock(deps.db);
    const meaning = interpretFailure(error);
    if (meaning.kind === "gone") {
      const visibleAt = await deletion.visibleAt();
      if (visibleAt <= now) {
        await deletion.gone();
        return null;
      }
      await deletion.postpone(visibleAt);
      return visibleAt;
    }
    if (code === inProgress && (await endRunning(deps, deletion))) {
      await deletion.postpone(now);
      return now;
    }
    const until = (meaning.kind === "wait" && meaning.until) || addMs(now, pauseAfter(deletion.failures + 1));
    await deletion.postpone(until);
    return until;
  }
}

async function endRunning(deps: Deps, deletion: Deletion): Promise<boolean> {
  try {
    await attemptDeletion(deletion, "end", () =>
      deps.zoom.endMeeting(deletion.zoomMeetingId, deletion.limits()),
    );
    return true;
  } catch (error) {
    if (error instanceof ZoomError) return false;
    throw error;
  }
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
    await close(attemptOutcome(error));
    throw error;
  }
}
