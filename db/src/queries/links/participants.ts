import { sql, type Transaction, type Updateable } from "kysely";
import type { Db } from "../../client.ts";
import type { Database, ParticipantRow } from "../../schema.ts";
import { companionKinds } from "../../unions.ts";

/** How a participant of a meeting is asked for: by their id, or as its doctor or patient. */
export type ParticipantLookup = { participantId: string } | { kind: "doctor" | "patient" };

/** A current participant of this meeting; one of another meeting is not found. */
export const findParticipant = (
  db: Db,
  meetingId: string,
  lookup: ParticipantLookup,
): Promise<ParticipantRow | undefined> =>
  db
    .selectFrom("participants")
    .selectAll()
    .where("meeting_id", "=", meetingId)
    .where((where) =>
      "kind" in lookup ? where("kind", "=", lookup.kind) : where("id", "=", lookup.participantId),
    )
    .where("removed_at", "is", null)
    .executeTakeFirst();

export async function updateParticipant(
  trx: Transaction<Database>,
  id: string,
  change: Updateable<Database["participants"]>,
): Promise<void> {
  await trx.updateTable("participants").set(change).where("id", "=", id).execute();
}

/** The companions of a meeting whose links are alive; decisive while the transaction holds the meeting. */
export async function countLiveCompanions(trx: Transaction<Database>, meetingId: string): Promise<number> {
  const { count } = await trx
    .selectFrom("participants as p")
    .innerJoin("join_links as l", "l.participant_id", "p.id")
    .select(sql<number>`count(*)::integer`.as("count"))
    .where("p.meeting_id", "=", meetingId)
    .where("p.kind", "in", companionKinds)
    .where("p.removed_at", "is", null)
    .where("l.revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}
