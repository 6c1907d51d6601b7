import {
  createAttempts,
  lastRedirectSince,
  newestSessionOf,
  type ReferenceRow,
  readClock,
  referencesOf,
  writeUnderLease,
} from "@patientcare/zoom-db";
import { opensAt } from "../../domain/join-window.ts";
import { markerOf } from "../../domain/marker.ts";
import { decideMissing, type MissingMeeting } from "../../domain/missing-meeting.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { lacksScope } from "./interpret-failure.ts";
import { addMs, type StepResult, type SyncRun } from "./sync-run.ts";

/**
 * Zoom answered that it does not know the meeting that the row refers to. Once that is believed, the meeting is to be
 * made again under the same links, as a new generation.
 */
export async function checkMissing(run: SyncRun, zoomMeetingId: string): Promise<StepResult> {
  const { deps, lease } = run;
  const reference = (await referencesOf(deps.db, lease.id)).find(({ state }) => state === "current");
  const inside = await whoIsInside(run, zoomMeetingId);
  const decision = decideMissing({
    visibleAt: await visibleAt(run, reference),
    missingSince: lease.missing_since,
    inside,
    liveList: inside === "nobody" ? null : await queryLiveList(run, zoomMeetingId, reference),
    unlistedSince: lease.unlisted_since,
    recreatedAt: lease.recreated_at,
    now: await readClock(deps.db),
  });
  if (decision.kind === "lives") {
    return { next: decision.next, change: { missing_since: null, unlisted_since: null } };
  }
  const seen = { missing_since: decision.missingSince, unlisted_since: decision.unlistedSince };
  if (decision.kind === "wait") return { next: decision.next, change: seen };
  if (decision.next) return { next: decision.next, change: seen, attentions: { raise: ["drift"] } };
  const generation = lease.generation + 1;
  const now = await readClock(deps.db);
  // Still missing until the new meeting is stored: until then nobody is sent to the old one.
  const again = {
    ...seen,
    generation,
    marker: markerOf(deps.config.deploymentId, lease.appointment_id, generation),
    recreated_at: now,
    synced_revision: 0,
  };
  if (await writeUnderLease(deps.db, lease, again)) Object.assign(lease, again);
  return { next: now };
}

async function visibleAt({ deps, lease }: SyncRun, reference: ReferenceRow | undefined): Promise<Date> {
  const attempts = await createAttempts(deps.db, lease.id);
  const made = attempts.find(({ generation }) => generation === reference?.generation);
  return made ? addMs(made.sent_at, deps.config.sync.graceSeconds * 1000) : lease.now;
}

async function whoIsInside(run: SyncRun, zoomMeetingId: string): Promise<MissingMeeting["inside"]> {
  const { deps, lease } = run;
  const slot = { start: lease.start_time, duration: lease.duration };
  const redirectedAt = await lastRedirectSince(deps.db, lease.id, opensAt(slot, deps.config.joinWindow));
  const session = await newestSessionOf(deps.db, zoomMeetingId);
  if (!session) return redirectedAt ? "redirected" : "nobody";
  const endedAt = session.ended_at ?? (await queryEnd(run, session.zoom_uuid));
  if (!endedAt) return "in-session";
  return redirectedAt && redirectedAt > endedAt ? "redirected" : "nobody";
}

/** Zoom knows past meetings by their uuid, and only once they have ended. */
async function queryEnd({ deps, ...run }: SyncRun, uuid: string): Promise<Date | null> {
  try {
    const past = await deps.zoom.getPastMeeting(uuid, run.limits());
    return past.endTime ?? null;
  } catch (error) {
    if (error instanceof ZoomError) return null;
    throw error;
  }
}

async function queryLiveList(
  { deps, lease, ...run }: SyncRun,
  zoomMeetingId: string,
  reference: ReferenceRow | undefined,
): Promise<MissingMeeting["liveList"]> {
  const host = reference?.host ?? lease.zoom_host ?? lease.host_email;
  try {
    const live = await deps.zoom.listMeetings(host, { type: "live", ...run.limits() });
    return live.some(({ id }) => id === zoomMeetingId) ? "listed" : "unlisted";
  } catch (error) {
    if (lacksScope(error)) return "forbidden";
    if (error instanceof ZoomError) return null;
    throw error;
  }
}
