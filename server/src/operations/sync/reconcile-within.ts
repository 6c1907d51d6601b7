import { setTimeout as sleep } from "node:timers/promises";
import { isReconciled, type MeetingWithPeople } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { DomainError, describeRefusal, type ZoomRefusal } from "../../domain/errors.ts";
import { findMeetingOrArchived } from "../meetings/find-meeting-or-archived.ts";

/** How long a change waits for Zoom where the caller does not choose. */
export const defaultWaitMs = 5_000;
const firstPauseMs = 20;
const maxPauseMs = 100;

/**
 * Runs the reconciliation of a meeting whose change is committed, for at most `waitMs`, and returns the meeting as it is
 * then. A run that takes longer goes on in the background; one that is lost is found by the scan. While another process
 * holds the lease, it is tried again after short pauses.
 */
export async function reconcileWithin(
  deps: Deps,
  meetingId: string,
  waitMs: number,
): Promise<MeetingWithPeople> {
  const until = performance.now() + waitMs;
  const left = () => until - performance.now();
  for (;;) {
    const run = deps.syncNow(meetingId);
    if (waitMs > 0) await orTimeout(run, left());
    const row = await findMeetingOrArchived(deps.db, meetingId);
    if (!row) throw new Error("The meeting vanished during its reconciliation");
    if (isDecided(row) || left() <= firstPauseMs) return row;
    for (let pause = firstPauseMs; left() > pause; pause = Math.min(pause * 1.5, maxPauseMs)) {
      await sleep(pause);
      await orTimeout(deps.syncNow(meetingId), left());
      if (await isReconciled(deps.db, meetingId)) break;
    }
  }
}

/** Zoom matches, Zoom rejected the meeting, or an attempt failed and the next one comes later. */
const isDecided = (row: MeetingWithPeople): boolean =>
  row.archived_at !== undefined ||
  row.synced_revision >= row.revision ||
  row.status === "failed" ||
  row.failures > 0;

async function orTimeout(run: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  const timeout = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([run, timeout]);
  timer.abort();
}

/** @throws DomainError ZOOM_API_ERROR when Zoom rejected the meeting for good. */
export function throwIfRejected(row: MeetingWithPeople): MeetingWithPeople {
  if (row.status !== "failed") return row;
  const zoomError: ZoomRefusal | null = row.rejection === null ? null : JSON.parse(row.rejection);
  throw new DomainError(
    "ZOOM_API_ERROR",
    `${zoomError ? describeRefusal(zoomError) : "Zoom refused to make this meeting"}. See attention for what to do, then retry it`,
    { appointmentId: row.appointment_id, ...(zoomError && { zoomError }) },
  );
}
