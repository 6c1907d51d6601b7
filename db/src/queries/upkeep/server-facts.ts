import { sql } from "kysely";
import type { Db } from "../../client.ts";

/** The facts of a database server that the service relies on. */
export interface ServerFacts {
  /** Such as "18.4". */
  version: string;
  versionNumber: number;
  /** The extension btree_gist is installed in this database. */
  extensionInstalled: boolean;
  /** The server's packages have it, so that it can be installed. */
  extensionAvailable: boolean;
  /** The role may create objects: the first migration needs it. */
  mayCreate: boolean;
  /** A standby, or read-only by its settings. */
  readOnly: boolean;
  maxConnections: number;
  now: Date;
}

export async function readServerFacts(db: Db): Promise<ServerFacts> {
  const { rows } = await sql<ServerFacts>`
    select current_setting('server_version') as version,
      current_setting('server_version_num')::int as "versionNumber",
      exists (select from pg_extension where extname = 'btree_gist') as "extensionInstalled",
      exists (select from pg_available_extensions where name = 'btree_gist') as "extensionAvailable",
      has_schema_privilege(current_schema(), 'create') as "mayCreate",
      current_setting('transaction_read_only')::boolean as "readOnly",
      current_setting('max_connections')::int as "maxConnections",
      clock_timestamp() as now`.execute(db);
  const [facts] = rows;
  if (!facts) throw new Error("The database told nothing of itself");
  return facts;
}

/** The addresses of the doctors whose visits come next, soonest first. */
export async function nextHosts(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ host: string }>`
    select coalesce(zoom_host, host_email) as host from zoom_meetings
    where status in ('pending', 'scheduled', 'started') and start_time > clock_timestamp() - interval '1 day'
    group by 1 order by min(start_time) limit ${limit}`.execute(db);
  return rows.map(({ host }) => host);
}
