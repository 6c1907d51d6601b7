import { sql } from "kysely";
import type { Db } from "../../client.ts";
import { redirectAction } from "../access/access-log.ts";

/** A last-seen time of the webhooks; the table holds one for each key. */
export interface HealthNote {
  key: string;
  /** How long ago, in milliseconds: the times are those of the database's clock. */
  agoMs: number;
}

/** Stores last-seen times; one older than the stored one changes nothing. */
export async function noteWebhookHealth(db: Db, notes: readonly HealthNote[]): Promise<void> {
  // In one order, so that two processes never wait for each other.
  for (const { key, agoMs } of notes.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    await sql`
      insert into webhook_health (key, at)
      values (${key}, clock_timestamp() - make_interval(secs => ${agoMs / 1000}::double precision))
      on conflict (key) do update set at = greatest(webhook_health.at, excluded.at)`.execute(db);
  }
}

export interface HealthTime {
  at: Date;
  secondsAgo: number;
}

export async function readWebhookHealth(db: Db): Promise<Map<string, HealthTime>> {
  const { rows } = await sql<{ key: string; at: Date; seconds: number }>`
    select key, at, extract(epoch from clock_timestamp() - at)::double precision as seconds
    from webhook_health`.execute(db);
  return new Map(rows.map(({ key, at, seconds }) => [key, { at, secondsAgo: seconds }]));
}

/**
 * A token bucket shared by all processes: one token every `everyMs`, at most `burst` of them saved up. False: none is
 * left now.
 */
export async function takeRateToken(
  db: Db,
  key: string,
  { everyMs, burst }: { everyMs: number; burst: number },
): Promise<boolean> {
  const seconds = (milliseconds: number) =>
    sql`make_interval(secs => ${milliseconds / 1000}::double precision)`;
  const earliest = sql`clock_timestamp() - ${seconds(everyMs * burst)}`;
  const { rows } = await sql`
    insert into webhook_health (key, at) values (${key}, ${earliest} + ${seconds(everyMs)})
    on conflict (key) do update set at = greatest(webhook_health.at, ${earliest}) + ${seconds(everyMs)}
      where webhook_health.at + ${seconds(everyMs)} <= clock_timestamp()
    returning key`.execute(db);
  return rows.length > 0;
}

/**
 * Counts the running visits of which Zoom should have delivered something: calls and declared starts that began
 * `minutes` ago or earlier, and slots for which a link was redirected so long ago.
 */
export async function countRunningVisits(db: Db, minutes: number): Promise<number> {
  const since = sql`clock_timestamp() - make_interval(mins => ${minutes}::int)`;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from zoom_meetings m
    where m.zoom_meeting_id is not null and m.start_time between clock_timestamp() - interval '1 day'
      and clock_timestamp() + interval '1 hour' and (
      m.status = 'started' and (
        m.declared_started_at <= ${since}
        or exists (select from meeting_sessions s
          where s.meeting_id = m.id and s.ended_at is null and s.started_at <= ${since}))
      or m.status = 'scheduled' and m.start_time <= clock_timestamp()
        and m.start_time + make_interval(mins => m.duration) > clock_timestamp()
        and exists (select from access_log l
          where l.meeting_id = m.id and l.action = ${redirectAction} and l.decision = 'allowed'
            and l.at <= ${since} and l.at > m.start_time - interval '1 hour'))`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The time of the last applied delivery about the meeting. */
export async function lastDeliveryAt(db: Db, meetingId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(d.received_at) as at from zoom_references r
    cross join lateral (
      select received_at from webhook_deliveries
      where zoom_meeting_id = r.zoom_meeting_id and state = 'applied' offset 0
    ) d
    where r.meeting_id = ${meetingId}`.execute(db);
  return rows[0]?.at ?? null;
}
