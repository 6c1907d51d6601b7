import { currentParticipant, lockMeeting, revokeLink as revokeLiveLink } from "@patientcare/zoom-db";
import type { LinkOf } from "../contract/links.ts";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import { kindOf } from "./get-link.ts";
import { recordAccess } from "./record-access.ts";
import { requireMeeting, requirePermission } from "./require-meeting.ts";

/** Closes the live link of one side for ever; the next links.get issues another. */
export async function revokeLink(
  deps: Deps,
  actor: Actor,
  { meetingId, role }: LinkOf,
): Promise<{ revokedAt: Date }> {
  requirePermission(actor, "links.revoke");
  return deps.db.transaction().execute(async (trx) => {
    const row = requireMeeting(deps, actor, "links.revoke", await lockMeeting(trx, meetingId));
    const participant = await currentParticipant(trx, row.id, kindOf(role));
    const revokedAt = participant && (await revokeLiveLink(trx, participant.id));
    const access = { actor, meetingId: row.id, participantId: participant?.id };
    await recordAccess(deps, trx, { action: "links.revoke", refusedFor: null, ...access });
    return { revokedAt: revokedAt ?? row.now };
  });
}
