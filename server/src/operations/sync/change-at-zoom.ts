import { hasOpenAttempt, type MeetingChange, readClock } from "@patientcare/zoom-db";
import { attentionsOnceMatched } from "../../domain/attention.ts";
import { findMarker } from "../../domain/marker.ts";
import { ZoomError } from "../../zoom/errors.ts";
import type { ZoomMeeting } from "../../zoom/zoom-meeting.ts";
import { checkMissing } from "./check-missing.ts";
import { desiredMeeting, differenceFrom, keptOf, type SettingName } from "./desired-meeting.ts";
import { pauseAfter } from "./interpret-failure.ts";
import { overriddenSettings, rememberOverridden } from "./overridden-settings.ts";
import { pausedMutation, sendMutation } from "./send-mutation.ts";
import { addMs, done, type StepResult, type SyncRun } from "./sync-run.ts";

const foreignPauseMs = 10 * 60_000;

/** Compares the meeting at Zoom with ours and changes it until a read-back says that they are the same. */
export async function changeAtZoom(run: SyncRun): Promise<StepResult> {
  const { deps, lease } = run;
  const id = lease.zoom_meeting_id;
  if (id === null) return done;
  const password = storedPassword(run);
  const before = await readBack(run, id);
  if (!before) return checkMissing(run, id);
  if (findMarker(deps.config.deploymentId, before.topic, before.agenda) === null) return foreign(run);
  const seen = { missing_since: null, unlisted_since: null };
  const first = differenceFrom(lease, password, before, await readClock(deps.db));
  const overridden = overriddenSettings(lease, first.settings);
  if (!first.meeting && first.settings.length === overridden.length)
    return matched(run, before, { overridden, attempt: null });
  const paused = await pausedMutation(run);
  if (paused) return { ...paused, change: seen };
  if (!run.hasTime()) return { next: lease.now, change: seen };

  const attempt = await patch(run, id, { password, without: overridden });
  deps.log.info({ event: "meeting-changed", meetingId: lease.id }, "A meeting was changed at Zoom");
  const after = await readBack(run, id);
  if (!after) return checkMissing(run, id);
  const now = await readClock(deps.db);
  const left = differenceFrom(lease, password, after, now);
  if (!left.meeting) return matched(run, after, { overridden: left.settings, attempt });
  const failures = lease.failures + 1;
  return {
    next: addMs(now, pauseAfter(failures)),
    change: { ...seen, failures },
    attentions: { raise: ["drift"] },
  };
}

/** A meeting without our marker, or with another deployment's alone, is left alone, also when our row refers to it. */
async function foreign({ deps, lease }: SyncRun): Promise<StepResult> {
  return {
    next: addMs(await readClock(deps.db), foreignPauseMs),
    change: { failures: lease.failures + 1, missing_since: null, unlisted_since: null },
    attentions: { raise: ["foreign-marker"] },
  };
}

interface Match {
  overridden: readonly SettingName[];
  attempt: string | null;
}

/** While a call of ours may still reach Zoom, "the same" holds only until it has: read it back once more then. */
async function matched(run: SyncRun, actual: ZoomMeeting, match: Match): Promise<StepResult> {
  const { deps, lease } = run;
  const { overridden, attempt } = match;
  const now = await readClock(deps.db);
  const horizonMs = deps.config.sync.horizonSeconds * 1000;
  const since = addMs(now, -horizonMs);
  const open = await hasOpenAttempt(deps.db, lease.id, { since, except: attempt ? [attempt] : [] });
  const remembered = rememberOverridden(lease, overridden, { sent: attempt !== null, now });
  const change: MeetingChange = {
    synced_revision: lease.revision,
    missing_since: null,
    unlisted_since: null,
    failures: 0,
    rejection: null,
    ...remembered,
    ...changedLinks(run, actual),
  };
  const next = open ? addMs(now, horizonMs) : null;
  return { next, change, attentions: attentionsOnceMatched(overridden.length > 0) };
}

async function readBack({ deps, ...run }: SyncRun, id: string): Promise<ZoomMeeting | null> {
  try {
    return await deps.zoom.getMeeting(id, run.limits());
  } catch (error) {
    if (error instanceof ZoomError && error.failure.kind === "not-found") return null;
    throw error;
  }
}

async function patch(
  run: SyncRun,
  id: string,
  { password, without }: { password: string | null; without: readonly SettingName[] },
): Promise<string> {
  const { deps, lease } = run;
  const now = await readClock(deps.db);
  const host = lease.zoom_host ?? lease.host_email;
  const mutation = { kind: "update", host, zoomMeetingId: id, timezone: lease.timezone } as const;
  const { attemptId } = await sendMutation(run, mutation, (timezone) => {
    const { password: desired, ...rest } = desiredMeeting({ ...lease, timezone }, password ?? "", now, {
      without,
    });
    const body = password === null ? rest : { ...rest, password: desired };
    return deps.zoom.updateMeeting(id, body, run.limits());
  });
  return attemptId;
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
