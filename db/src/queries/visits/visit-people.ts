import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { Readable } from "../../schema.ts";
import type { ParticipantKind } from "../../unions.ts";
import { unsealableOrNull } from "../people/person-keys.ts";

/** A current participant of a visit, with what recognises them. */
export interface VisitParticipant {
  id: string;
  meeting_id: string;
  kind: ParticipantKind;
  email_hash: Buffer | null;
  /** As they were said with this booking. */
  name: Readable | null;
  email: Readable | null;
  created_at: Date;
}

/** The current participants of these live meetings. */
export const visitParticipants = (db: Db, meetingIds: readonly string[]): Promise<VisitParticipant[]> =>
  participantsIn(db, "participants", meetingIds);

/** The last participants of an archived meeting. */
export const archivedVisitParticipants = (db: Db, meetingId: string): Promise<VisitParticipant[]> =>
  participantsIn(db, "participants_archive", [meetingId]);

async function participantsIn(
  db: Db,
  table: "participants" | "participants_archive",
  meetingIds: readonly string[],
): Promise<VisitParticipant[]> {
  const { rows } = await sql<VisitParticipant>`
    select t.id, t.meeting_id, t.kind, p.email_hash, ${unsealableOrNull("t.name")} as name,
      ${unsealableOrNull("t.email")} as email, t.created_at
    from ${sql.table(table)} t join persons p on p.id = t.person_id
    where t.meeting_id = any(${meetingIds}::uuid[]) and t.removed_at is null and not t.deferred
    order by t.created_at, t.id`.execute(db);
  return rows;
}

/** Which of these e-mails belong to a doctor of any visit. */
export async function doctorsAmong(db: Db, emailHashes: readonly Buffer[]): Promise<Buffer[]> {
  if (emailHashes.length === 0) return [];
  const { rows } = await sql<{ email_hash: Buffer }>`
    select distinct p.email_hash from persons p
    where p.email_hash = any(${emailHashes}::bytea[]) and (
      exists (select from participants t where t.person_id = p.id and t.kind = 'doctor')
      or exists (select from participants_archive t where t.person_id = p.id and t.kind = 'doctor'))`.execute(
    db,
  );
  return rows.map(({ email_hash }) => email_hash);
}
