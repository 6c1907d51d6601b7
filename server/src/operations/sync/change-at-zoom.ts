import {
  closeAttempt,
  createAttempts,
  hasOpenAttempt,
  insertAttempt,
  type MeetingChange,
  readClock,
  writeUnderLease,
} from "@patientcare/zoom-db";
import { attentionsOnceMatched } from "../../domain/attention.ts";
import { markerOf } from "../../domain/marker.ts";
import { newId } from "../../new-id.ts";
import { ZoomError } from "../../zoom/errors.ts";
import type { ZoomMeeting } from "../../zoom/zoom-meeting.ts";
import { desiredMeeting, differenceFrom, keptOf } from "./desired-meeting.ts";
import { attemptOutcome, pauseAfter } from "./interpret-failure.ts";
import { addMs, done, type StepResult, type SyncRun } from "./sync-run.ts";

const recheckAfterMs = 2_000;

/** Compares the meeting at Zoom with ours and changes it until a read-back says that they are the same. */
export async function changeAtZoom(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const id = lease.zoom_meeting_id;
  if (id === null) return done;
  const password = storedPassword(run);
  const before = await readBack(run, id);
  if (!before) return missing(run);
  let actual = before;
  let attempt: string | null = null;
  const first = differenceFrom(lease, password, before, await readClock(deps.db));
  if (first.meeting || first.settings) {
    if (!run.hasTime()) return { next: lease.now };
    attempt = await patch(run, id, password);
    const after = await readBack(run, id);
    if (!after) return missing(run);
    actual = after;
  }
  const now = await readClock(deps.db);
  const left = differenceFrom(lease, password, actual, now);
  if (left.meeting) {
    const failures = lease.failures + 1;
    return {
      next: addMs(now, pauseAfter(failures)),
      change: { failures, missing_since: null },
      attentions: { raise: ["drift"] },
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
  const { deps, lease } = run;
  const horizonMs = deps.config.sync.horizonSeconds * 1000;
  const since = addMs(now, -horizonMs);
  const open = await hasOpenAttempt(deps.db, lease.id, { since, except: attempt ? [attempt] : [] });
  const readBackAt = open ? addMs(now, horizonMs) : null;
  const change: MeetingChange = {
    synced_revision: lease.revision,
    missing_since: null,
    failures: 0,
    rejection: null,
    ...changedLinks(run, actual),
  };
  return { next: readBackAt, change, attentions: attentionsOnceMatched(overridden) };
}

async function readBack({ deps, ...run }: SyncRun, id: string): Promise<ZoomMeeting | null> {
  try {
    return await deps.zoom.getMeeting(id, run.limits());
  } catch (error) {
    if (error instanceof ZoomError && error.failure.kind === "not-found") return null;
    throw error;
  }
}

async function patch(run: SyncRun, id: string, password: string | null): Promise<string> {
  const { deps, lease } = run;
  const attempt = await insertAttempt(deps.db, {
    id: newId(),
    meeting_id: lease.id,
    generation: lease.generation,
    kind: "update",
    host: lease.zoom_host ?? lease.host_email,
    marker: lease.marker,
    zoom_meeting_id: id,
    revision: lease.revision,
    fence: lease.fence,
  });
  const { password: desiredPassword, ...rest } = desiredMeeting(
    lease,
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
 * Zoom does not know the meeting. Soon after a create, or answered once, that does not mean "gone"; answered again,
 * the meeting is created again under the same links.
 */
async function missing(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const now = await readClock(deps.db);
  const [youngest] = await createAttempts(deps.db, lease.id);
  const settledAt = youngest ? addMs(youngest.sent_at, deps.config.sync.graceSeconds * 1000) : now;
  const recheckAt = addMs(now, recheckAfterMs);
  if (lease.missing_since === null || now < settledAt) {
    const next = new Date(Math.max(settledAt.getTime(), recheckAt.getTime()));
    return { next, change: { missing_since: lease.missing_since ?? now } };
  }
  const generation = lease.generation + 1;
  const anew = {
    generation,
    marker: markerOf(deps.config.deploymentId, lease.appointment_id, generation),
    revision: lease.revision + 1,
    missing_since: null,
  };
  if (await writeUnderLease(deps.db, lease, anew)) Object.assign(lease, anew);
  return { next: now };
}

function storedPassword({ deps, lease }: SyncRun): string | null {
  if (lease.password === null) return null;
  return deps.encryption.decrypt(
    { record: "zoom_meetings", column: "password", id: lease.id },
    lease.password,
  );
}

/** Encrypted again only when Zoom's join URL differs from ours. */
function changedLinks({ deps, lease }: SyncRun, actual: ZoomMeeting): MeetingChange {
  const known =
    lease.join_url &&
    deps.encryption.decrypt({ record: "zoom_meetings", column: "join_url", id: lease.id }, lease.join_url);
  if (known === actual.joinUrl && lease.password !== null) return {};
  return keptOf(deps.encryption, lease.id, actual, null);
}
