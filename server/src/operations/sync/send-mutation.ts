import { closeAttempt, countedCalls, insertAttempt, readClock } from "@patientcare/zoom-db";
import { nextCallAt } from "../../domain/call-cap.ts";
import { newId } from "../../new-id.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { attemptOutcome, isCounted, pauseAfter } from "./interpret-failure.ts";
import { noteRefusedChange } from "./note-refused-change.ts";
import { addMs, type StepResult, type SyncRun } from "./sync-run.ts";

interface Mutation {
  kind: "create" | "update";
  host: string;
  zoomMeetingId?: string;
  timezone: string;
}

/**
 * Sends a call that changes something at Zoom, after the row of its attempt was committed. A time zone that Zoom does
 * not know is replaced by UTC, once. The attempt of a create that succeeded stays open until its meeting is stored.
 */
export async function sendMutation<T>(
  run: SyncRun,
  { kind, host, zoomMeetingId, timezone }: Mutation,
  call: (timezone: string) => Promise<T>,
): Promise<{ attemptId: string; answer: T }> {
  const { deps, lease } = run;
  const { id: attemptId } = await insertAttempt(deps.db, {
    id: newId(),
    meeting_id: lease.id,
    generation: lease.generation,
    kind,
    host,
    marker: lease.marker,
    zoom_meeting_id: zoomMeetingId,
    revision: lease.revision,
    fence: lease.fence,
  });
  try {
    const answer = await call(timezone);
    if (kind === "update") await closeAttempt(deps.db, attemptId, "done");
    return { attemptId, answer };
  } catch (error) {
    await closeAttempt(deps.db, attemptId, attemptOutcome(error), { counted: isCounted(error) });
    if (timezone === "UTC" || !refusesTimezone(error)) {
      await noteRefusedChange(run, error);
      throw error;
    }
    return sendMutation(run, { kind, host, zoomMeetingId, timezone: "UTC" }, call);
  }
}

function refusesTimezone(error: unknown): boolean {
  if (!(error instanceof ZoomError) || error.failure.kind !== "rejected") return false;
  const { errors = [], message } = error.failure;
  return errors.some(({ field }) => field === "timezone") || /\btime ?zone\b/i.test(message);
}

/**
 * The result of a step that may not send another call now: too many were sent for this revision, or the last one did not
 * help and its pause is not over, whoever made the meeting due meanwhile. Null where it may.
 */
export async function pausedMutation({ deps, lease }: SyncRun): Promise<StepResult | null> {
  const sent = await countedCalls(deps.db, lease.id, lease.revision);
  const capped = nextCallAt(sent);
  if (capped) {
    deps.log.warn(
      { meetingId: lease.id, reason: "cap" },
      "Ten calls within the hour changed nothing at Zoom",
    );
    return { next: capped, attentions: { raise: ["drift"] } };
  }
  const last = sent.at(-1);
  if (!last || lease.failures === 0) return null;
  const pauseEnds = addMs(last, pauseAfter(lease.failures, 0));
  return pauseEnds > (await readClock(deps.db)) ? { next: pauseEnds } : null;
}
