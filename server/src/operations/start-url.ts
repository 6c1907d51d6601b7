import { keepHostUrl, type MeetingChange, type MeetingWithPeople, readClock } from "@patientcare/zoom-db";
import type { Deps } from "../deps.ts";
import { ZoomError } from "../zoom/errors.ts";

const freshFetchMs = 2_000;
// Zoom's start URLs live for two hours; one that is handed out must last a while yet.
const usableMs = 90 * 60_000;

/** A start URL asked for just now, or null when Zoom gives none. */
export async function fetchStartUrl(deps: Deps, zoomMeetingId: string): Promise<string | null> {
  try {
    const meeting = await deps.zoom.getMeeting(zoomMeetingId, { deadline: freshFetchMs });
    return meeting.startUrl ?? null;
  } catch (error) {
    if (error instanceof ZoomError) return null;
    throw error;
  }
}

export const encryptedStartUrl = (
  { encryption }: Deps,
  meetingId: string,
  url: string,
  now: Date,
): MeetingChange => ({
  host_url: encryption.encrypt({ record: "zoom_meetings", column: "host_url", id: meetingId }, url),
  host_url_fetched_at: now,
});

/** The one kept for when Zoom is away, while it is usable. */
export function keptStartUrl({ encryption }: Deps, row: MeetingWithPeople): string | null {
  if (row.host_url === null || row.host_url_fetched_at === null) return null;
  if (row.now.getTime() - row.host_url_fetched_at.getTime() > usableMs) return null;
  return encryption.decrypt({ record: "zoom_meetings", column: "host_url", id: row.id }, row.host_url);
}

/** Keeps one when the window opens, so that the doctor gets in while Zoom's API is away. */
export async function keepStartUrl(deps: Deps, row: MeetingWithPeople): Promise<void> {
  const zoomMeetingId = row.zoom_meeting_id;
  const url = zoomMeetingId && (await fetchStartUrl(deps, zoomMeetingId));
  if (!url) return;
  const change = encryptedStartUrl(deps, row.id, url, await readClock(deps.db));
  await keepHostUrl(deps.db, row.id, zoomMeetingId, change);
}
