import {
  type Database,
  findArchivedParticipant,
  findParticipant,
  type MeetingWithPeople,
  type ParticipantLookup,
  participantWithLink,
  revokeArchivedLink,
  revokeLinkRow,
} from "@patientcare/zoom-db";
import type { ParticipantKind } from "@patientcare/zoom-db/unions";
import type { Transaction } from "kysely";
import type { RevokeLink } from "../../contract/links.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { recordCall } from "../access/record-access.ts";
import { lockMeetingOrArchived } from "../meetings/lock-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "../meetings/require-meeting.ts";
import { transact } from "../transact.ts";
import { kindOf } from "./get-link.ts";

/**
 * Closes a participant's live link for ever; the next links.get or links.invite issues another.
 * @throws DomainError NOT_FOUND, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function revokeLink(deps: Deps, actor: Actor, input: RevokeLink): Promise<{ revokedAt: Date }> {
  requirePermission(actor, "links.revoke");
  return transact(deps, async (trx) => {
    const found = await lockMeetingOrArchived(trx, input.meetingId);
    const row = requireMeeting(deps, actor, "links.revoke", found);
    const { participantId, kind, revokedAt } = await revokeWhereItLies(trx, row, input);
    await recordCall(deps, trx, actor, "links.revoke", { meetingId: row.id, participantId, persons: [kind] });
    return { revokedAt: revokedAt ?? row.now };
  });
}

/** A link in the archive leads nowhere now, and would lead on when its meeting comes back. */
async function revokeWhereItLies(
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  { role = "participant", participantId }: RevokeLink,
): Promise<{ participantId: string; kind: ParticipantKind; revokedAt?: Date }> {
  const kind = kindOf(role);
  const lookup: ParticipantLookup = participantId === undefined ? { kind } : { participantId };
  const live = () =>
    participantId === undefined
      ? participantWithLink(trx, row.id, kind)
      : findParticipant(trx, row.id, { participantId });
  const participant = row.archived_at ? await findArchivedParticipant(trx, row.id, lookup) : await live();
  if (!participant) throw participantNotFound();
  const revoke = row.archived_at ? revokeArchivedLink : revokeLinkRow;
  return {
    participantId: participant.id,
    kind: participant.kind,
    revokedAt: await revoke(trx, participant.id),
  };
}

/** Of a participant of another meeting, too: whether there is one is not said. */
export const participantNotFound = () =>
  new DomainError("NOT_FOUND", "There is no such participant of this meeting");
