import { setTimeout as sleep } from "node:timers/promises";
import type { MeetingWithPeople } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { DomainError } from "../../domain/errors.ts";
import { findMeetingOrArchived } from "../meetings/find-meeting-or-archived.ts";

/** How long a change waits for Zoom where the caller says nothing. */
export const defaultWaitMs = 5_000;
const maxPauseMs = 100;

/** The meeting once Zoom matches it, once a try has failed, or when the time is up. */
export async function waitForZoom(deps: Deps, meetingId: string, waitMs: number): Promise<MeetingWithPeople> {
  const until = performance.now() + waitMs;
  for (let pause = 10; ; pause = Math.min(pause * 1.5, maxPauseMs)) {
    const row = await findMeetingOrArchived(deps.db, meetingId);
    if (!row) throw new Error("A meeting vanished while it was waited for");
    if (isDecided(row) || performance.now() + pause > until) return row;
    await sleep(pause);
  }
}

const isDecided = (row: MeetingWithPeople): boolean =>
  row.archived_at !== undefined ||
  row.synced_revision >= row.revision ||
  row.status === "failed" ||
  row.failures > 0;

/** @throws DomainError ZOOM_API_ERROR when Zoom refused for good. */
export function throwIfRejected(row: MeetingWithPeople): MeetingWithPeople {
  if (row.status !== "failed") return row;
  throw new DomainError(
    "ZOOM_API_ERROR",
    "Zoom refused to make this meeting: see attention for what to do, then retry it",
    {
      appointmentId: row.appointment_id,
      ...(row.rejection !== null && { zoomError: JSON.parse(row.rejection) }),
    },
  );
}
