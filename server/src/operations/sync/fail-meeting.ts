import { lockMeeting, updateMeeting } from "@patientcare/zoom-db";
import { recordWord } from "../events/append-event.ts";
import type { Meaning } from "./interpret-failure.ts";
import type { ClaimedRun } from "./sync-run.ts";

/** Zoom refused for good: the meeting is failed until somebody retries or changes it. */
export async function refuseMeeting(
  { deps, claim }: ClaimedRun,
  refusal: Extract<Meaning, { kind: "refused" }>,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const row = await lockMeeting(trx, claim.id);
    const unchanged = row && row.fence === claim.fence && row.revision === claim.revision;
    if (!unchanged || row.status !== "pending") return;
    await updateMeeting(trx, claim.id, {
      status: "failed",
      attention: refusal.attention,
      refusal: JSON.stringify(refusal.zoomError),
      settle_at: null,
      synced_revision: row.revision,
    });
    const data = { code: refusal.zoomError.code };
    await recordWord(deps, trx, { meetingId: claim.id, type: "failed", at: row.now, source: "sync", data });
  });
}
