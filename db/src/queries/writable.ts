import { sql } from "kysely";
import type { Db } from "../client.ts";

/** Fails as a change would (25006) while the database is a standby or read-only by its settings; changes nothing. */
export async function requireWritable(db: Db): Promise<void> {
  await sql`
    do $$ begin
      if current_setting('transaction_read_only')::boolean then
        raise sqlstate '25006' using message = 'The database is read-only';
      end if;
    end $$`.execute(db);
}
