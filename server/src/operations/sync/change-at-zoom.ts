import {
  closeAttempt,
  createAttempts,
  hasOpenAttempt,
  insertAttempt,
  type MeetingChange,
  readClock,
  writeUnderLease,
} from "@patientcare/zoom-db";
import { markerOf } from "../../domain/marker.ts";
import { newId } from "../../new-id.ts";
import { ZoomError } from "../../zoom/errors.ts";
import type { ZoomMeeting } from "../../zoom/zoom-meeting.ts";
import { attentionAfter } from "./attention-after.ts";
import { desiredMeeting, differenceFrom, keptOf } from "./desired-meeting.ts";
import { attemptOutcome, pauseAfter } from "./interpret-failure.ts";
import { addMs, done, type StepResult, type SyncRun } from "./sync-run.ts";

const recheckAfterMs = 2_000;

/** Compares the meeting at Zoom with ours and changes it until a read-back says that they are the same. */
export async function changeAtZoom(run: SyncRun): Promise<StepResult> {
  const { deps, lease: claim } = run;
  const id = claim.zoom_meeting_id;
  if (id === null) return done;
  const password = passwordOf(run);
  const before = await read(run, id);
  if (!before) return missing(run);
  let actual = before;
  let attempt: string | null = null;
  const first = differenceFrom(claim, password, before, await readClock(deps.db));
  if (first.meeting || first.settings) {
    if (!run.hasTime()) return { next: claim.now };
    attempt = await patch(run, id, password);
    const after = await read(run, id);
    if (!after) return missing(run);
    actual = after;
  }
  const now = await readClock(deps.db);
  const left = differenceFrom(claim, password, actual, now);
  if (left.meeting) {
    const failures = claim.failures + 1;
    return {
      next: addMs(now, pauseAfter(failures)),
      change: { attention: "drift", failures, missing_since: null },
    };
  }
  return matched(run, actual, left.settings, attempt, now);
}

/** While a call of ours may still reach Zoom, "the same" holds only until it has: look once more then. */
async function matched(
  run: SyncRun,
  actual: ZoomMeeting,
  overridden: boolean,
  attempt: string | null,
  now: Date,
): Promise<StepResult> {
  const { deps, lease: claim } = run;
  const horizonMs = deps.config.sync.horizonSeconds * 1000;
  const since = addMs(now, -horizonMs);
  const open = await hasOpenAttempt(deps.db, claim.id, { since, except: attempt ? [attempt] : [] });
  const unsettledUntil = open ? addMs(now, horizonMs) : null;
  const change: MeetingChange = {
    synced_revision: claim.revision,
    unsettled_until: unsettledUntil,
    missing_since: null,
    failures: 0,
    rejection: null,
    attention: attentionAfter(claim.attention, overridden),
    ...changedLinks(run, actual),
  };
  return { next: unsettledUntil, change };
}

async function read({ deps, ...run }: SyncRun, id: string): Promise<ZoomMeeting | null> {
  try {
    return await deps.zoom.getMeeting(id, run.limits());
  } catch (error) {
    if (error instanceof ZoomError && error.failure.kind === "not-found") return null;
    throw error;
  }
}

async function patch(run: SyncRun, id: string, password: string | null): Promise<string> {
  const { deps, lease: claim } = run;
  const attempt = await insertAttempt(deps.db, {
    id: newId(),
    meeting_id: claim.id,
    generation: claim.generation,
    kind: "update",
    host: claim.zoom_host ?? claim.host_email,
    marker: claim.marker,
    zoom_meeting_id: id,
    revision: claim.revision,
    fence: claim.fence,
  });
  const { password: desiredPassword, ...rest } = desiredMeeting(
    claim,
    password ?? "",
    await readClock(deps.db),
  );
  try {
    await deps.zoom.updateMeeting(
      id,
      password === null ? rest : { ...rest, password: desiredPassword },
      run.limits(),
    );
    await closeAttempt(deps.db, attempt.id, "done");
  } catch (error) {
    await closeAttempt(deps.db, attempt.id, attemptOutcome(error));
    throw error;
  }
  return attempt.id;
}

/**
 * Zoom does not know the meeting. Soon after a create, or said once, that is not yet "gone"; said again, the
 * meeting is made anew under the same links.
 */
async function missing(run: SyncRun): Promise<StepResult> {
  const { deps, lease: claim } = run;
  const now = await readClock(deps.db);
  const [youngest] = await createAttempts(deps.db, claim.id);
  const settledAt = youngest ? addMs(youngest.sent_at, deps.config.sync.graceSeconds * 1000) : now;
  const recheckAt = addMs(now, recheckAfterMs);
  if (claim.missing_since === null || now < settledAt) {
    const next = new Date(Math.max(settledAt.getTime(), recheckAt.getTime()));
    return { next, change: { missing_since: claim.missing_since ?? now } };
  }
  const generation = claim.generation + 1;
  const anew = {
    generation,
    marker: markerOf(deps.config.deploymentId, claim.appointment_id, generation),
    revision: claim.revision + 1,
    missing_since: null,
  };
  if (await writeUnderLease(deps.db, claim, anew)) Object.assign(claim, anew);
  return { next: now };
}

function passwordOf({ deps, lease: claim }: SyncRun): string | null {
  if (claim.password === null) return null;
  return deps.encryption.decrypt(
    { record: "zoom_meetings", column: "password", id: claim.id },
    claim.password,
  );
}

/** Encrypted anew only when Zoom's join URL is another than ours. */
function changedLinks({ deps, lease: claim }: SyncRun, actual: ZoomMeeting): MeetingChange {
  const known =
    claim.join_url &&
    deps.encryption.decrypt({ record: "zoom_meetings", column: "join_url", id: claim.id }, claim.join_url);
  if (known === actual.joinUrl && claim.password !== null) return {};
  return keptOf(deps.encryption, claim.id, actual, null);
}
