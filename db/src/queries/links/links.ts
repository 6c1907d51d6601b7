import { type Insertable, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, Encrypted, JoinLinkRow, ReadParticipant } from "../../schema.ts";
import type { LinkRole, ParticipantKind } from "../../unions.ts";
import { unsealableOrNull } from "../people/person-keys.ts";

const saidColumns = [unsealableOrNull("name").as("name"), unsealableOrNull("email").as("email")] as const;

export const currentParticipant = (
  db: Db,
  meetingId: string,
  kind: ParticipantKind,
): Promise<ReadParticipant | undefined> =>
  db
    .selectFrom("participants")
    .selectAll()
    .select(saidColumns)
    .where("meeting_id", "=", meetingId)
    .where("kind", "=", kind)
    .where("removed_at", "is", null)
    .where("deferred", "=", false)
    .executeTakeFirst();

/** The patient who is to take the place of the present one once a deferred change is applied. */
export const deferredPatient = (db: Db, meetingId: string): Promise<ReadParticipant | undefined> =>
  db
    .selectFrom("participants")
    .selectAll()
    .select(saidColumns)
    .where("meeting_id", "=", meetingId)
    .where("kind", "=", "patient")
    .where("removed_at", "is", null)
    .where("deferred", "=", true)
    .executeTakeFirst();

/** The participant whose link opens this side: the one to come, where there is one, else the present one. */
export const participantWithLink = async (
  db: Db,
  meetingId: string,
  kind: "doctor" | "patient",
): Promise<ReadParticipant | undefined> =>
  (kind === "patient" ? await deferredPatient(db, meetingId) : undefined) ??
  currentParticipant(db, meetingId, kind);

/** The deferred participant takes their place, with their link. The one before is to be removed first. */
export async function promoteParticipant(trx: Transaction<Database>, participantId: string): Promise<void> {
  await trx.updateTable("participants").set({ deferred: false }).where("id", "=", participantId).execute();
}

export async function insertParticipant(
  trx: Transaction<Database>,
  participant: Insertable<Database["participants"]>,
): Promise<void> {
  await trx.insertInto("participants").values(participant).execute();
}

/** The person no longer takes part; their link is dead from this transaction on. */
export async function removeParticipant(trx: Transaction<Database>, participantId: string): Promise<void> {
  await trx
    .updateTable("participants")
    .set({ removed_at: sql`clock_timestamp()` })
    .where("id", "=", participantId)
    .execute();
  await revokeLinkRow(trx, participantId);
}

export const liveLink = (db: Db, participantId: string): Promise<JoinLinkRow | undefined> =>
  db
    .selectFrom("join_links")
    .selectAll()
    .where("participant_id", "=", participantId)
    .where("revoked_at", "is", null)
    .executeTakeFirst();

/** False when another transaction issued one meanwhile. */
export async function insertLink(
  db: Db,
  link: { id: string; meeting_id: string; participant_id: string; token_hash: Buffer; token: Encrypted },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("join_links")
    .values(link)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** When the live link of the participant was revoked, or undefined when there was none. */
export async function revokeLinkRow(
  trx: Transaction<Database>,
  participantId: string,
  table: "join_links" | "join_links_archive" = "join_links",
): Promise<Date | undefined> {
  const row = await trx
    .updateTable(table)
    .set({ revoked_at: sql`clock_timestamp()` })
    .where("participant_id", "=", participantId)
    .where("revoked_at", "is", null)
    .returning("revoked_at")
    .executeTakeFirst();
  return row?.revoked_at ?? undefined;
}

export interface LinkWithRole {
  link_id: string;
  meeting_id: string;
  participant_id: string;
  revoked_at: Date | null;
  role: LinkRole;
  kind: ParticipantKind;
}

const linksWithRole = (db: Db, tokenHash: Buffer) =>
  db
    .selectFrom("join_links as l")
    .innerJoin("participants as p", "p.id", "l.participant_id")
    .select(["l.id as link_id", "l.meeting_id", "l.participant_id", "l.revoked_at", "p.role", "p.kind"])
    .where("l.token_hash", "=", tokenHash);

export const findLink = (db: Db, tokenHash: Buffer): Promise<LinkWithRole | undefined> =>
  linksWithRole(db, tokenHash).executeTakeFirst();

/** Like {@link findLink}, with the link held until the transaction ends. */
export const lockLink = (trx: Transaction<Database>, tokenHash: Buffer): Promise<LinkWithRole | undefined> =>
  linksWithRole(trx, tokenHash).forUpdate("l").executeTakeFirst();
