import type { Db } from "../../client.ts";
import type { NewAccess } from "../../schema.ts";

export async function insertAccess(db: Db, access: NewAccess): Promise<void> {
  await db.insertInto("access_log").values(access).execute();
}

/** The action that stands for somebody going on from their link to Zoom. */
export const redirectAction = "links.redirect";

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
