import { setTimeout as sleep } from "node:timers/promises";
import { type LinkWithRole, type MeetingWithPeople, makeDue } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { findMeetingOrArchived } from "../meetings/find-meeting-or-archived.ts";
import { type FetchedStartUrl, fetchStartUrl } from "./start-url.ts";
import { toLinkView } from "./view-link.ts";

const maxHoldMs = 8_000;
const pauseMs = 250;

export interface FetchedWayIn extends FetchedStartUrl {
  zoomMeetingId: string;
}

/**
 * Asks Zoom for the room behind an open link, for both roles: nobody is sent to one that was deleted there. Where Zoom
 * does not know it, the click is held for some seconds while the meeting is made again. Null when the link is not open
 * or the room is not there again by then.
 */
export async function fetchWayIn(
  deps: Deps,
  link: LinkWithRole,
  found: MeetingWithPeople,
): Promise<FetchedWayIn | null> {
  const until = performance.now() + maxHoldMs;
  for (
    let row: MeetingWithPeople | undefined = found;
    row;
    row = await findMeetingOrArchived(deps.db, row.id)
  ) {
    const zoomMeetingId = row.zoom_meeting_id;
    const { state } = toLinkView(deps, link, row);
    const isHeld = state === "pending" && row.missing_since !== null;
    if (zoomMeetingId === null || (state !== "open" && !isHeld)) return null;
    if (state === "open") {
      const fetched = { zoomMeetingId, ...(await fetchStartUrl(deps, zoomMeetingId)) };
      // Nothing is made again for a visit that has ended.
      if (!fetched.gone || row.status === "ended") return fetched;
      if (await isBelievedToBeThere(deps, row)) return { ...fetched, gone: false };
    }
    if (performance.now() + pauseMs > until) return null;
    await Promise.race([deps.syncNow(row.id), sleep(until - performance.now())]);
    await sleep(pauseMs);
  }
  return null;
}

/** The reconciliation looked closer, and found the meeting in Zoom's list of running ones. */
async function isBelievedToBeThere(deps: Deps, { id, zoom_meeting_id }: MeetingWithPeople): Promise<boolean> {
  await makeDue(deps.db, id);
  await deps.syncNow(id);
  const row = await findMeetingOrArchived(deps.db, id);
  if (!row || row.zoom_meeting_id !== zoom_meeting_id || row.missing_since !== null) return false;
  return row.lease_until === null && (row.next_attempt_at === null || row.next_attempt_at > row.now);
}
