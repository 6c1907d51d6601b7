import { type AttemptRow, readClock, referencesOf } from "@patientcare/zoom-db";
import { findMarker } from "../../domain/marker.ts";
import type { ZoomListedMeeting } from "../../zoom/answers.ts";
import { addMs, type SyncRun } from "./sync-run.ts";

export interface FoundMeeting {
  id: string;
  attempt: AttemptRow;
  createdAt: Date;
}

export interface Listing {
  /** By the database's clock, before the first page was asked for. */
  startedAt: Date;
  /** Meetings of ours that we do not refer to yet; earliest first. */
  found: FoundMeeting[];
  /** Something carries our mark and does not fit any attempt of ours. */
  foreign: boolean;
}

const clockLeewayMs = 5 * 60_000;

/** Looks for what unfinished attempts may have left: every host of theirs, all pages, no date filter. */
export async function listOpenAttempts(run: SyncRun, attempts: readonly AttemptRow[]): Promise<Listing> {
  const { deps, lease } = run;
  const startedAt = await readClock(deps.db);
  const known = new Set(
    (await referencesOf(deps.db, lease.id)).map((reference) => reference.zoom_meeting_id),
  );
  const found: FoundMeeting[] = [];
  let foreign = false;
  for (const host of new Set(attempts.map((attempt) => attempt.host))) {
    for (const listed of await deps.zoom.listMeetings(host, run.limits())) {
      const marker = findMarker(deps.config.deploymentId, listed.topic, listed.agenda);
      const marked = marker === null ? [] : attempts.filter((attempt) => attempt.marker === marker);
      if (marked.length === 0 || known.has(listed.id)) continue;
      const attempt = marked.find((candidate) =>
        fits(candidate, listed, host, deps.config.sync.horizonSeconds),
      );
      if (attempt) found.push({ id: listed.id, attempt, createdAt: listed.createdAt ?? attempt.sent_at });
      else foreign = true;
    }
  }
  found.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || Number(a.id) - Number(b.id));
  return { startedAt, found, foreign };
}

/** Zoom's creation times are whole seconds of another clock. */
function fits(attempt: AttemptRow, listed: ZoomListedMeeting, host: string, horizonSeconds: number): boolean {
  if (attempt.host !== host) return false;
  if (!listed.createdAt) return true;
  const from = addMs(attempt.sent_at, -clockLeewayMs);
  const to = addMs(attempt.sent_at, horizonSeconds * 1000 + clockLeewayMs);
  return listed.createdAt >= from && listed.createdAt <= to;
}
