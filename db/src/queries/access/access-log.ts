import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { NewAccess } from "../../schema.ts";

export async function insertAccess(db: Db, access: NewAccess): Promise<void> {
  await db.insertInto("access_log").values(access).execute();
}

/** The action that stands for somebody going on from their link to Zoom. */
export const redirectAction = "links.redirect";

/** When the current and former patients of meetings went through their links, in order; of archived meetings too. */
export const patientRedirects = (
  db: Db,
  meetingIds: readonly string[],
): Promise<{ meeting_id: string | null; at: Date }[]> =>
  db
    .selectFrom("access_log")
    .leftJoin("participants as p", "p.id", "access_log.participant_id")
    .leftJoin("participants_archive as pa", "pa.id", "access_log.participant_id")
    .select(["access_log.meeting_id", "access_log.at"])
    .where("access_log.meeting_id", "=", sql<string>`any(${meetingIds}::uuid[])`)
    .where("access_log.action", "=", redirectAction)
    .where("access_log.decision", "=", "allowed")
    .where((where) => where.or([where("p.kind", "=", "patient"), where("pa.kind", "=", "patient")]))
    .orderBy("access_log.at")
    .execute();

/** When somebody last went through a link of this meeting since `since`; null when nobody did. */
export async function lastRedirectSince(db: Db, meetingId: string, since: Date): Promise<Date | null> {
  const row = await db
    .selectFrom("access_log")
    .select((select) => select.fn.max("at").as("at"))
    .where("meeting_id", "=", meetingId)
    .where("action", "=", redirectAction)
    .where("decision", "=", "allowed")
    .where("at", ">=", since)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** True when anybody went through a link of this meeting since `since`. */
export async function hasRedirectSince(db: Db, meetingId: string, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom("access_log")
    .select("id")
    .where("meeting_id", "=", meetingId)
    .where("action", "=", redirectAction)
    .where("decision", "=", "allowed")
    .where("at", ">=", since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
