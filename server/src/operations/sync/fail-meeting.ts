import { changeAttentions, lockMeetingRow, updateMeetingRow } from "@patientcare/zoom-db";
import { failureAttentions } from "../../domain/attention.ts";
import { describeRefusal } from "../../domain/errors.ts";
import { appendEvent } from "../events/append-event.ts";
import { transact } from "../transact.ts";
import type { FailureMeaning } from "./interpret-failure.ts";
import type { SyncRun } from "./sync-run.ts";

/** Zoom rejected the meeting for good: it stays failed until a retry or a change. */
export async function failMeeting(
  { deps, lease }: SyncRun,
  rejection: Extract<FailureMeaning, { kind: "rejected" }>,
): Promise<void> {
  await transact(deps, async (trx) => {
    const row = await lockMeetingRow(trx, lease.id);
    const unchanged = row && row.fence === lease.fence && row.revision === lease.revision;
    if (!unchanged || row.status !== "pending") return;
    await updateMeetingRow(trx, lease.id, {
      status: "failed",
      rejection: JSON.stringify(rejection.zoomError),
      evaluate_at: null,
      synced_revision: row.revision,
    });
    await changeAttentions(trx, lease.id, {
      raise: [rejection.attention],
      clear: failureAttentions.filter((kind) => kind !== rejection.attention),
    });
    const { code, errors } = rejection.zoomError;
    await appendEvent(deps, trx, {
      meetingId: lease.id,
      type: "failed",
      at: row.now,
      source: "sync",
      reason: describeRefusal(rejection.zoomError),
      data: { code, ...(errors && { fields: errors.map(({ field }) => field) }) },
    });
  });
  deps.metrics.meetingsCreated.inc({ result: "failed" });
}
