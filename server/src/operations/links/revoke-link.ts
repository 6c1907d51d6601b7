import {
  type Database,
  type MeetingWithPeople,
  participantWithLink,
  revokeArchivedLink,
  revokeLinkRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { LinkOf } from "../../contract/links.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { recordAccess } from "../access/record-access.ts";
import { lockMeetingOrArchived } from "../meetings/lock-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "../meetings/require-meeting.ts";
import { kindOf } from "./get-link.ts";

/** Closes the live link of one side for ever; the next links.get issues another. */
export async function revokeLink(
  deps: Deps,
  actor: Actor,
  { meetingId, role }: LinkOf,
): Promise<{ revokedAt: Date }> {
  requirePermission(actor, "links.revoke");
  return deps.db.transaction().execute(async (trx) => {
    const row = requireMeeting(deps, actor, "links.revoke", await lockMeetingOrArchived(trx, meetingId));
    const { participantId, revokedAt } = await revokeWhereItLies(trx, row, kindOf(role));
    const access = { actor, meetingId: row.id, participantId };
    await recordAccess(deps, trx, { action: "links.revoke", refusedFor: null, ...access });
    return { revokedAt: revokedAt ?? row.now };
  });
}

/** A link in the archive leads nowhere now, and would lead on when its meeting comes back. */
async function revokeWhereItLies(
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  kind: "doctor" | "patient",
): Promise<{ participantId?: string; revokedAt?: Date }> {
  if (row.archived_at) {
    const revoked = await revokeArchivedLink(trx, row.id, kind);
    return { participantId: revoked?.participant_id, revokedAt: revoked?.revoked_at };
  }
  const participant = await participantWithLink(trx, row.id, kind);
  const revokedAt = participant && (await revokeLinkRow(trx, participant.id));
  return { participantId: participant?.id, revokedAt };
}
