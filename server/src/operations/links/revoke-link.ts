import {
  type Database,
  findArchivedParticipant,
  findParticipant,
  type MeetingWithPeople,
  type ParticipantLookup,
  revokeArchivedLink,
  revokeLinkRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { RevokeLink } from "../../contract/links.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { recordAccess } from "../access/record-access.ts";
import { lockMeetingOrArchived } from "../meetings/lock-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "../meetings/require-meeting.ts";
import { kindOf } from "./get-link.ts";

/**
 * Closes a participant's live link for ever; the next links.get or links.invite issues another.
 * @throws DomainError NOT_FOUND, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function revokeLink(deps: Deps, actor: Actor, input: RevokeLink): Promise<{ revokedAt: Date }> {
  requirePermission(actor, "links.revoke");
  return deps.db.transaction().execute(async (trx) => {
    const found = await lockMeetingOrArchived(trx, input.meetingId);
    const row = requireMeeting(deps, actor, "links.revoke", found);
    const { participantId, revokedAt } = await revokeWhereItLies(trx, row, lookupOf(input));
    const access = { actor, meetingId: row.id, participantId };
    await recordAccess(deps, trx, { action: "links.revoke", refusedFor: null, ...access });
    return { revokedAt: revokedAt ?? row.now };
  });
}

const lookupOf = ({ role = "participant", participantId }: RevokeLink): ParticipantLookup =>
  participantId === undefined ? { kind: kindOf(role) } : { participantId };

/** A link in the archive leads nowhere now, and would lead on when its meeting comes back. */
async function revokeWhereItLies(
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  lookup: ParticipantLookup,
): Promise<{ participantId: string; revokedAt?: Date }> {
  const [find, revoke] = row.archived_at
    ? [findArchivedParticipant, revokeArchivedLink]
    : [findParticipant, revokeLinkRow];
  const participant = await find(trx, row.id, lookup);
  if (!participant) throw participantNotFound();
  return { participantId: participant.id, revokedAt: await revoke(trx, participant.id) };
}

/** Of a participant of another meeting, too: whether there is one is not said. */
export const participantNotFound = () =>
  new DomainError("NOT_FOUND", "There is no such participant of this meeting");
