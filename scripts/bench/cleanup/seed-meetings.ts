import { Client } from "pg";

export interface SeedOptions {
  meetings: number;
  /** How many days ago the youngest of them began; the others began a minute before each other. */
  daysAgo: number;
  /** Scheduled ones instead, that begin so many days from now. */
  upcoming?: boolean;
}

/**
 * Puts meetings with everything that hangs on them into the database: of ten, seven were held, one was cancelled and
 * two were missed (still known to Zoom). About 20 rows each. What would be encrypted is text of the same length.
 */
export async function seedMeetings(
  url: string,
  { meetings, daysAgo, upcoming = false }: SeedOptions,
): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query(makeIds);
    await client.query(choose, [meetings, upcoming ? -daysAgo : daysAgo, upcoming]);
    for (const statement of [...makePeople, ...makeRows]) await client.query(statement);
    await client.query("commit");
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

/** In the order of time, as ours are. */
const makeIds = `
  create or replace function pg_temp.id(at timestamptz) returns uuid language sql volatile as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7'
      || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid $$`;

const choose = `
  create temporary table seed on commit drop as
  select distinct on (zoom) *
  from (
    select pg_temp.id(start) as id, pg_temp.id(start) as appointment, pg_temp.id(start) as session,
      pg_temp.id(start) as doctor_part, pg_temp.id(start) as patient_part, start, i,
      (10000000000 + (random() * 80000000000)::bigint)::text as zoom,
      case when $3 then 'scheduled' when i % 10 < 7 then 'ended' when i % 10 = 7 then 'cancelled'
        else 'missed' end as status
    from generate_series(1, $1::integer) i,
      lateral (select now() - make_interval(days => $2::integer) - make_interval(mins => i) as start) times
  ) every`;

const makePeople = [
  `create temporary table people on commit drop as
    select pg_temp.id(min(start)) as id, i / 50 as n from seed group by n`,
  `insert into persons (id, external_id, email_hash)
    select id, id::text, sha256(id::text::bytea) from people`,
  `insert into appointments (id, status, source_status, type, start_time, duration, timezone, doctor_id, patient_id)
    select appointment, 'CONFIRMED', 'CONFIRMED', 'ONLINE', start, 30, 'UTC', p.id, p.id
    from seed join people p on p.n = i / 50`,
];

const letters = (times: number) => `'k1.' || repeat(md5(random()::text), ${times})`;

const makeRows = [
  `insert into zoom_meetings (id, appointment_id, zoom_meeting_id, topic, start_time, duration, timezone, join_url,
      password, status, outcome, host_email, marker, synced_revision)
    select id, appointment, case when status <> 'cancelled' then zoom end, ${letters(2)}, start, 30, 'UTC',
      case when status <> 'cancelled' then ${letters(4)} end, case when status <> 'cancelled' then ${letters(1)} end,
      status, case status when 'ended' then 'held' when 'missed' then 'both_absent' end, 'ada@clinic.example',
      replace(id::text, '-', '') || '-default', 1 from seed`,
  `insert into participants (id, meeting_id, person_id, kind, role)
    select doctor_part, s.id, p.id, 'doctor', 'host' from seed s join people p on p.n = s.i / 50
    union all select patient_part, s.id, p.id, 'patient', 'participant' from seed s join people p on p.n = s.i / 50`,
  `insert into join_links (id, meeting_id, participant_id, token_hash, token)
    select pg_temp.id(start), id, part, sha256(part::text::bytea), ${letters(2)}
    from seed, lateral (values (doctor_part), (patient_part)) parts (part)`,
  `insert into zoom_attempts (id, meeting_id, generation, kind, host, marker, zoom_meeting_id, revision, fence, sent_at,
      outcome, finished_at)
    select pg_temp.id(start), id, 1, kind, 'ada@clinic.example', replace(id::text, '-', '') || '-default', zoom, 1, 1, start, 'done', start
    from seed, lateral (values ('create'), ('delete')) kinds (kind) where kind = 'create' or status = 'cancelled'`,
  `insert into zoom_references (zoom_meeting_id, meeting_id, generation, host, state)
    select zoom, id, 1, 'ada@clinic.example', case status when 'cancelled' then 'deleted' else 'current' end from seed`,
  `insert into meeting_sessions (id, meeting_id, zoom_meeting_id, zoom_uuid, slot_start, started_at, ended_at, heard_at,
      complete, end_assumed)
    select session, id, zoom, 'uuid of ' || zoom, start, start, start + interval '25 minutes',
      start + interval '25 minutes', true, false
    from seed where status = 'ended'`,
  `insert into attendances (id, meeting_id, session_id, stay_key, participant_id, person_no, seen_as, recognised_by,
      rivals, counts, joined_at, left_at)
    select pg_temp.id(start), id, session, part::text, part, person_no, seen_as, 'email', 0, true, start,
      start + interval '25 minutes'
    from seed, lateral (values (doctor_part, 0, 'doctor'), (patient_part, 1, 'patient')) parts (part, person_no, seen_as) where status = 'ended'`,
  `insert into waits (id, meeting_id, wait_key, place, participant_id, person_no, seen_as, recognised_by, counts,
      began_at, ended_at)
    select pg_temp.id(start), id, 'before-host ' || zoom, 'before-host', patient_part, 1, 'patient', 'email', true,
      start - interval '2 minutes', start
    from seed where status = 'ended'`,
  `insert into meeting_events (id, meeting_id, effect_key, type, occurred_at, source, actor, data)
    select pg_temp.id(start), id, kind, kind, start, 'zoom', 'somebody', jsonb_build_object('session', zoom)
    from seed, lateral (values ('created'), ('scheduled'), ('zoom-checked'), ('session-started'), ('joined'), ('left'),
      ('session-ended')) kinds (kind)
    where status = 'ended' or kind in ('created', 'scheduled', 'zoom-checked')`,
  `insert into webhook_deliveries (id, body_hash, content_key, zoom_meeting_id, event, event_ts, account_id, body, state,
      received_at, applied_at)
    select pg_temp.id(start), sha256((zoom || kind)::bytea), sha256((zoom || kind)::bytea), zoom, kind, 1, 'account',
      ${letters(20)}, 'applied', start, start
    from seed, lateral (values ('meeting.created'), ('meeting.started'), ('meeting.participant_joined'),
      ('meeting.participant_left'), ('meeting.ended')) kinds (kind)
    where status = 'ended' or kind = 'meeting.created'`,
  `insert into webhook_deliveries (id, body_hash, content_key, duplicate_of, zoom_meeting_id, event, body, state)
    select pg_temp.id(s.start), sha256((zoom || 'again')::bytea), d.content_key, d.id, zoom, d.event, ${letters(20)}, 'applied'
    from seed s join webhook_deliveries d on d.zoom_meeting_id = s.zoom
    where d.event = 'meeting.ended' and d.duplicate_of is null`,
];
