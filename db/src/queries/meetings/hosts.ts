import { type SqlBool, sql, type Transaction } from "kysely";
import type { Database } from "../../schema.ts";

/** The ranges that a host is taken for, pauses included, as Postgres' {[start, end), …}. */
export function busyRanges(
  slots: readonly { start: Date; duration: number }[],
  bufferMinutes: number,
): string {
  const ranges = slots.map(({ start, duration }) => {
    const end = new Date(start.getTime() + (duration + bufferMinutes) * 60_000);
    return `[${start.toISOString()},${end.toISOString()})`;
  });
  return `{${ranges.join(",")}}`;
}

/** Writers take the locks of all hosts that they touch in one order: swaps would deadlock otherwise. */
export async function lockHosts(
  trx: Transaction<Database>,
  hosts: readonly (string | null)[],
): Promise<void> {
  for (const host of [...new Set(hosts)].filter((name) => name !== null).sort()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`host ${host}`}, 0))`.execute(trx);
  }
}

/** Whether the ranges are free; decisive while the transaction holds the host's lock ({@link lockHosts}). */
export async function isHostFree(
  trx: Transaction<Database>,
  host: string,
  busy: string,
  exceptMeetingId: string,
): Promise<boolean> {
  const taken = await trx
    .selectFrom("zoom_meetings")
    .select("id")
    .where("zoom_host", "=", host)
    .where("status", "in", ["pending", "scheduled", "started"])
    .where(sql<SqlBool>`busy && ${busy}::tstzmultirange`)
    .where("id", "<>", exceptMeetingId)
    .limit(1)
    .executeTakeFirst();
  return taken === undefined;
}
