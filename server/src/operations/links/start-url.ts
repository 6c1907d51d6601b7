import {
  type MeetingChange,
  type MeetingWithPeople,
  makeDue,
  readClock,
  storeHostUrl,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { ZoomError } from "../../zoom/errors.ts";

const freshFetchMs = 2_000;
// Zoom's start URLs live for two hours; one that is handed out must last a while yet.
const usableMs = 90 * 60_000;

export interface FetchedStartUrl {
  /** Null when Zoom gave none. */
  url: string | null;
  /** Zoom has no such meeting: one kept from before leads nowhere. */
  gone: boolean;
  /** Just before Zoom was asked, by the database's clock. */
  at: Date;
}

/** Asks Zoom for a start URL; it makes a new one each time. */
export async function fetchStartUrl(deps: Deps, zoomMeetingId: string): Promise<FetchedStartUrl> {
  const at = await readClock(deps.db);
  try {
    const meeting = await deps.zoom.getMeeting(zoomMeetingId, { deadline: freshFetchMs });
    return { url: meeting.startUrl ?? null, gone: false, at };
  } catch (error) {
    if (error instanceof ZoomError) return { url: null, gone: error.failure.kind === "not-found", at };
    throw error;
  }
}

export const encryptedStartUrl = (
  { encryption }: Deps,
  meetingId: string,
  url: string,
  fetchedAt: Date,
): MeetingChange => ({
  host_url: encryption.encrypt({ record: "zoom_meetings", column: "host_url", id: meetingId }, url),
  host_url_fetched_at: fetchedAt,
});

/** The one kept for when Zoom is away, while it is usable. */
export function cachedStartUrl({ encryption }: Deps, row: MeetingWithPeople): string | null {
  if (row.host_url === null || row.host_url_fetched_at === null) return null;
  if (row.now.getTime() - row.host_url_fetched_at.getTime() > usableMs) return null;
  return encryption.decrypt({ record: "zoom_meetings", column: "host_url", id: row.id }, row.host_url);
}

/** Keeps one when the window opens, so that the doctor gets in while Zoom's API is away. */
export async function cacheStartUrl(deps: Deps, row: MeetingWithPeople): Promise<void> {
  const zoomMeetingId = row.zoom_meeting_id;
  if (zoomMeetingId === null) return;
  const { url, gone, at } = await fetchStartUrl(deps, zoomMeetingId);
  if (gone) {
    await makeDue(deps.db, row.id);
    deps.wakeSync(row.id);
  }
  if (url !== null)
    await storeHostUrl(deps.db, row.id, zoomMeetingId, encryptedStartUrl(deps, row.id, url, at));
}
