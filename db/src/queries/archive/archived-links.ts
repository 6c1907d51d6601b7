import type { Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, ParticipantRow } from "../../schema.ts";
import { type LinkWithRole, revokeLinkRow } from "../links/links.ts";
import type { ParticipantLookup } from "../links/participants.ts";

/** Like findLink, of the archive: a link that was handed out once is never unknown. */
export const findArchivedLink = (db: Db, tokenHash: Buffer): Promise<LinkWithRole | undefined> =>
  db
    .selectFrom("join_links_archive as l")
    .innerJoin("participants_archive as p", "p.id", "l.participant_id")
    .select(["l.id as link_id", "l.meeting_id", "l.participant_id", "l.revoked_at", "p.role", "p.kind"])
    .where("l.token_hash", "=", tokenHash)
    .executeTakeFirst();

/** Like findParticipant, of the archive. */
export const findArchivedParticipant = (
  db: Db,
  meetingId: string,
  lookup: ParticipantLookup,
): Promise<Pick<ParticipantRow, "id" | "kind"> | undefined> =>
  db
    .selectFrom("participants_archive")
    .select(["id", "kind"])
    .where("meeting_id", "=", meetingId)
    .where((where) =>
      "kind" in lookup ? where("kind", "=", lookup.kind) : where("id", "=", lookup.participantId),
    )
    .where("removed_at", "is", null)
    .executeTakeFirst();

/** So that the link is dead also when its meeting comes back. Undefined when there was no live one. */
export const revokeArchivedLink = (
  trx: Transaction<Database>,
  participantId: string,
): Promise<Date | undefined> => revokeLinkRow(trx, participantId, "join_links_archive");
