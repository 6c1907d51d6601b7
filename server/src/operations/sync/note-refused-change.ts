import { readClock } from "@patientcare/zoom-db";
import { appendEvent } from "../events/append-event.ts";
import { interpretFailure } from "./interpret-failure.ts";
import type { SyncRun } from "./sync-run.ts";

/**
 * Zoom rejected a change of a visit that keeps its meeting: that is an event, once for each revision however often it is
 * sent. It names the refused fields, without Zoom's words about them. A visit without a meeting fails, which is another event.
 */
export async function noteRefusedChange({ deps, lease }: SyncRun, error: unknown): Promise<void> {
  if (lease.zoom_meeting_id === null) return;
  const meaning = interpretFailure(error);
  if (meaning.kind !== "rejected") return;
  const { code, errors } = meaning.zoomError;
  await appendEvent(deps, deps.db, {
    meetingId: lease.id,
    type: "change-refused",
    effectKey: `change-refused:${lease.revision}`,
    at: await readClock(deps.db),
    source: "sync",
    data: { code, ...(errors && { fields: errors.map(({ field }) => field) }) },
  });
}
