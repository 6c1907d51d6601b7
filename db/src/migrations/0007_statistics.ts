import { type Kysely, sql } from "kysely";

const seconds = (name: string, key: number) =>
  `case when ${name} is not null then ${key} + statistics_bucket(${name}) end`;

/** The keys under which a meeting counts: counters below 1000, and one bucket of each measure from there on. */
const keys = `array_remove(array[
  1,
  case m.status when 'pending' then 2 when 'scheduled' then 3 when 'started' then 4 when 'ended' then 5
    when 'cancelled' then 6 when 'missed' then 7 when 'failed' then 8 end,
  case when barred.is_barred then 22 else case m.outcome when 'held' then 9 when 'patient_absent' then 10
    when 'doctor_absent' then 11 when 'both_absent' then 12 when 'technical' then 13 when 'unknown' then 14 end end,
  case when zoom.ready_at is not null or m.zoom_meeting_id is not null then 15 when m.status = 'failed' then 16 end,
  case when visit.together_since is not null then 17 end,
  case when visit.together_since <= m.start_time + interval '5 minutes' then 18 end,
  case when visit.waiting > 900 then 19 end,
  case when m.stated_outcome is not null and m.stated_outcome is distinct from m.evidence_outcome then 20 end,
  case when needs.somebody then 21 end,
  ${seconds("visit.waiting", 1000)},
  ${seconds("visit.together", 2000)},
  ${seconds("zoom.seconds", 3000)}
], null)`;

/**
 * Where an end is not known, the session's end or that of the slot stands for it: what a meeting counts depends on its
 * rows alone, never on the clock.
 */
const contributions = (suffix: string) => `
  select m.id, m.start_time, m.host_email, ${keys}
  from zoom_meetings${suffix} m
  cross join lateral (select m.start_time + make_interval(mins => m.duration) as ends) slot
  cross join lateral (
    select min(r.created_at) as ready_at,
      extract(epoch from greatest(min(r.created_at) - m.created_at, interval '0'))::double precision as seconds
    from zoom_references${suffix} r where r.meeting_id = m.id
  ) zoom
  cross join lateral (
    select exists (select from meeting_attentions${suffix} t where t.meeting_id = m.id) as somebody
  ) needs
  cross join lateral (
    with stays as (
      select a.session_id, a.seen_as, a.counts, coalesce(a.joined_at, s.started_at) as began,
        greatest(coalesce(a.joined_at, s.started_at), coalesce(a.left_at, s.ended_at, slot.ends)) as ended
      from attendances${suffix} a join meeting_sessions${suffix} s on s.id = a.session_id
      where m.status in ('ended', 'missed') and a.meeting_id = m.id and s.slot_start = m.start_time
        and coalesce(a.joined_at, s.started_at) is not null
    ), met as (
      select range_agg(tstzrange(greatest(d.began, o.began), least(d.ended, o.ended), '[]')) as times
      from stays d join stays o using (session_id)
      where d.seen_as = 'doctor' and o.counts and greatest(d.began, o.began) <= least(d.ended, o.ended)
    ), there as (
      select range_agg(tstzrange(began, ended, '[]')) as times
      from (
        select began, ended from stays where counts
        union all
        select w.began_at, greatest(w.began_at, coalesce(w.ended_at, slot.ends)) from waits${suffix} w
        where m.status in ('ended', 'missed') and w.meeting_id = m.id and w.counts
      ) every
    )
    select
      case when m.outcome = 'held' then lower(met.times) end as together_since,
      case when m.outcome = 'held' and met.times is not null then statistics_seconds(met.times) end as together,
      case when there.times && tstzrange(least(m.start_time, lower(met.times)), slot.ends, '[]')
        then statistics_seconds(there.times * tstzmultirange(tstzrange(
          m.start_time, greatest(m.start_time, coalesce(lower(met.times), slot.ends)), '[]'))) end as waiting,
      exists (select from stays where counts) as was_inside
    from met, there
  ) visit
  cross join lateral (
    select m.outcome in ('technical', 'unknown') and m.somebody_waited and not visit.was_inside as is_barred
  ) barred
  where m.start_time >= since and m.start_time < until`;

const meetingTables = ["zoom_meetings", "zoom_meetings_archive"];
const tablesOfMeetings = [
  "meeting_attentions",
  "zoom_references",
  "meeting_sessions",
  "attendances",
  "waits",
].flatMap((table) => [table, `${table}_archive`]);
const changing = ["meeting_sessions", "attendances", "waits"].flatMap((table) => [table, `${table}_archive`]);
const counted = [
  "start_time",
  "duration",
  "host_email",
  "status",
  "outcome",
  "evidence_outcome",
  "stated_outcome",
  "somebody_waited",
  "zoom_meeting_id",
  "created_at",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await makeCells(db);
  await makeContributions(db);
  await makeMarks(db);
}

async function makeCells(db: Kysely<unknown>): Promise<void> {
  // Levels: 0 a quarter-hour, 1 an hour, 2 six hours, 3 a day, 4 a month; all in UTC. Without a host: all doctors together.
  await sql`
    create table statistics_cells (
      level integer not null check (level between 0 and 4),
      by_host boolean not null,
      bucket timestamptz not null,
      host text not null,
      keys integer[] not null,
      counts integer[] not null,
      primary key (level, by_host, bucket, host),
      check (by_host = (host <> '')),
      check (cardinality(keys) = cardinality(counts))
    )`.execute(db);
  await sql`
    create function statistics_bucket_of(level integer, at timestamptz) returns timestamptz
    language sql stable parallel safe as $$
      select case level
        when 0 then date_bin('15 minutes', at, '2000-01-01T00:00:00Z')
        when 1 then date_bin('1 hour', at, '2000-01-01T00:00:00Z')
        when 2 then date_bin('6 hours', at, '2000-01-01T00:00:00Z')
        when 3 then date_bin('1 day', at, '2000-01-01T00:00:00Z')
        else date_trunc('month', at, 'UTC') end $$`.execute(db);
}

async function makeContributions(db: Kysely<unknown>): Promise<void> {
  // Each bucket is 5 % wider than the one before; the first ends at a millisecond.
  await sql`
    create function statistics_bucket(seconds double precision) returns integer
    language sql immutable parallel safe as $$
      select case when seconds <= 0.001 then 0
        else least(999, ceil(ln(seconds / 0.001) / ln(1.05::double precision)))::integer end $$`.execute(db);
  await sql`
    create function statistics_seconds(times tstzmultirange) returns double precision
    language sql immutable parallel safe as $$
      select coalesce(sum(extract(epoch from upper(part) - lower(part))), 0)::double precision from unnest(times) part $$`.execute(
    db,
  );
  // In PL/pgSQL its plan is kept by the connection: planning it, or compiling it, takes longer than counting a quarter-hour.
  await sql`
    create function statistics_between(since timestamptz, until timestamptz)
    returns table (meeting_id uuid, start_time timestamptz, host text, keys integer[])
    language plpgsql stable rows 50 set plan_cache_mode = force_generic_plan set jit = off as $$
    #variable_conflict use_column
    begin
      return query ${sql.raw(contributions(""))} union all ${sql.raw(contributions("_archive"))};
    end $$`.execute(db);
}

/**
 * Writers only insert marks, so that they never wait for each other. What hangs on a meeting marks the meeting, since
 * another transaction may be moving it; the meeting's own row marks the quarter-hours that it leaves and comes to.
 */
async function makeMarks(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table statistics_marks (
      id bigint generated always as identity primary key,
      meeting_id uuid,
      quarter timestamptz,
      check (num_nonnulls(meeting_id, quarter) = 1)
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`.execute(db);
  await sql`create index statistics_marks_by_quarter on statistics_marks (quarter) where quarter is not null`.execute(
    db,
  );
  await sql`create index statistics_marks_of_meetings on statistics_marks (id) where meeting_id is not null`.execute(
    db,
  );
  await sql`
    create function mark_statistics_of_meetings() returns trigger language plpgsql as $$
    begin
      insert into statistics_marks (meeting_id) select distinct meeting_id from changed;
      return null;
    end $$`.execute(db);
  await sql`
    create function mark_statistics_of_meeting() returns trigger language plpgsql as $$
    begin
      insert into statistics_marks (meeting_id) values (new.meeting_id);
      return null;
    end $$`.execute(db);
  await sql`
    create function mark_statistics_of_quarters() returns trigger language plpgsql as $$
    begin
      insert into statistics_marks (quarter) select distinct statistics_bucket_of(0, start_time) from changed;
      return null;
    end $$`.execute(db);
  await sql`
    create function mark_statistics_of_move() returns trigger language plpgsql as $$
    begin
      insert into statistics_marks (quarter)
      values (statistics_bucket_of(0, new.start_time)), (statistics_bucket_of(0, old.start_time));
      return null;
    end $$`.execute(db);
  for (const table of meetingTables) await markEach(db, table, "mark_statistics_of_quarters");
  for (const table of tablesOfMeetings) await markEach(db, table, "mark_statistics_of_meetings");
  for (const table of meetingTables) {
    const columnsOf = (row: string) => counted.map((column) => `${row}.${column}`).join(", ");
    await sql`
      create trigger mark_statistics_on_update after update on ${sql.table(table)} for each row
      when ((${sql.raw(columnsOf("old"))}) is distinct from (${sql.raw(columnsOf("new"))}))
      execute function mark_statistics_of_move()`.execute(db);
  }
  for (const table of changing) {
    await sql`
      create trigger mark_statistics_on_update after update on ${sql.table(table)} for each row
      when (old is distinct from new) execute function mark_statistics_of_meeting()`.execute(db);
  }
  await sql`
    insert into statistics_marks (quarter)
    select distinct statistics_bucket_of(0, start_time)
    from (select start_time from zoom_meetings union all select start_time from zoom_meetings_archive) every`.execute(
    db,
  );
}

async function markEach(db: Kysely<unknown>, table: string, mark: string): Promise<void> {
  for (const [event, rows] of [
    ["insert", "new"],
    ["delete", "old"],
  ] as const) {
    await sql`
      create trigger ${sql.raw(`mark_statistics_on_${event}`)} after ${sql.raw(event)} on ${sql.table(table)}
      referencing ${sql.raw(rows)} table as changed for each statement execute function ${sql.raw(mark)}()`.execute(
      db,
    );
  }
}
