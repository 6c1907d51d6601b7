import { sql, type Transaction } from "kysely";
import type { Database } from "../../schema.ts";

/** Marks a meeting that lies ahead or runs, unless something else is marked already. */
export async function markNoContact(trx: Transaction<Database>, meetingId: string): Promise<void> {
  await trx
    .updateTable("zoom_meetings")
    .set({ attention: "no-contact", updated_at: sql`clock_timestamp()` })
    .where("id", "=", meetingId)
    .where("status", "in", ["pending", "scheduled", "started", "failed"])
    .where("attention", "is", null)
    .execute();
}

export async function clearNoContact(trx: Transaction<Database>, meetingId: string): Promise<void> {
  await trx
    .updateTable("zoom_meetings")
    .set({ attention: null, updated_at: sql`clock_timestamp()` })
    .where("id", "=", meetingId)
    .where("attention", "=", "no-contact")
    .execute();
}
