import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database } from "../../schema.ts";
import type { ParticipantKind } from "../../unions.ts";
import type { LinkWithRole } from "../links/links.ts";

/** Like findLink, of the archive: a link that was handed out once is never unknown. */
export const findArchivedLink = (db: Db, tokenHash: Buffer): Promise<LinkWithRole | undefined> =>
  db
    .selectFrom("join_links_archive as l")
    .innerJoin("participants_archive as p", "p.id", "l.participant_id")
    .select(["l.id as link_id", "l.meeting_id", "l.participant_id", "l.revoked_at", "p.role", "p.kind"])
    .where("l.token_hash", "=", tokenHash)
    .executeTakeFirst();

/** So that the link is dead also when its meeting comes back. Undefined when there was no live one. */
export async function revokeArchivedLink(
  trx: Transaction<Database>,
  meetingId: string,
  kind: ParticipantKind,
): Promise<{ participant_id: string; revoked_at: Date } | undefined> {
  const { rows } = await sql<{ participant_id: string; revoked_at: Date }>`
    update join_links_archive l set revoked_at = clock_timestamp()
    from participants_archive p
    where p.id = l.participant_id and p.meeting_id = ${meetingId}::uuid and p.kind = ${kind}
      and p.removed_at is null and not p.deferred and l.revoked_at is null
    returning l.participant_id, l.revoked_at`.execute(trx);
  return rows[0];
}
