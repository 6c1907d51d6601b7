import pg from "pg";

export const seededDays = 3 * 365;

/**
 * Fills the tables that statistics count with meetings of three years up to today: on each day from 7 to 17 o'clock UTC, of a
 * hundred doctors; 70 of 100 held, with stays and a wait, 10 cancelled, 20 missed. Those of the last 30 days are live,
 * all others archived. One statement for each table; keys and triggers are off meanwhile, so every quarter-hour is marked.
 */
export async function seedStatistics(url: string, meetings: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    await client.query(choose, [meetings, seededDays]);
    for (const statement of places.flatMap(rowsOf)) await client.query(statement);
    await client.query(
      "insert into statistics_marks (quarter) select distinct statistics_bucket_of(0, start) from seed",
    );
    await client.query("commit");
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
}

const choose = `
  create temporary table seed on commit drop as
  select gen_random_uuid() as id, gen_random_uuid() as session, start, i, (10000000000 + i)::text as zoom,
    'doctor-' || i % 100 || '@clinic.example' as doctor, start > now() - interval '30 days' as live,
    case when i % 10 < 7 then 'ended' when i % 10 = 7 then 'cancelled' else 'missed' end as status,
    random() * 900 as late, 600 + random() * 1800 as lasting, 0.2 * exp(random() * 4) as ready
  from (
    select i, (current_date - ($2::integer * random())::integer)::timestamp at time zone 'UTC'
      + interval '7 hours' + make_interval(mins => 15 * floor(40 * random())::integer) as start
    from generate_series(1, $1::integer) i offset 0) times`;

const places = [
  { suffix: "", which: "live" },
  { suffix: "_archive", which: "not live" },
];

const rowsOf = ({ suffix, which }: { suffix: string; which: string }) => [
  `insert into zoom_meetings${suffix} (id, clinic_id, appointment_id, zoom_meeting_id, topic, start_time, duration, timezone,
      status, outcome, evidence_outcome, disputed, host_email, marker, generation, revision, synced_revision, fence,
      overridden_settings, failures, cancel_when_over, participants_known, somebody_waited, created_at, updated_at)
    select id, 'default', gen_random_uuid(), case when status <> 'cancelled' then zoom end, 'k1.' || repeat(md5(id::text), 2),
      start, 30, 'UTC', status, case status when 'ended' then 'held' when 'missed' then 'patient_absent' end,
      case status when 'ended' then 'held' when 'missed' then 'patient_absent' end, false, doctor,
      replace(id::text, '-', '') || '-default', 1, 1, 1, 0, '{}', 0, false, true, false, start - interval '2 days', start
    from seed where ${which} order by start`,
  `insert into zoom_references${suffix} (zoom_meeting_id, clinic_id, meeting_id, generation, host, state, failures, when_running,
      created_at, updated_at)
    select zoom, 'default', id, 1, doctor, 'deleted', 0, 'wait', start - interval '2 days' + make_interval(secs => ready), start
    from seed where ${which} order by start`,
  `insert into meeting_sessions${suffix} (id, clinic_id, meeting_id, zoom_meeting_id, zoom_uuid, slot_start, started_at, ended_at,
      heard_at, complete, end_assumed, created_at)
    select session, 'default', id, zoom, 'uuid ' || zoom, start, start, start + make_interval(secs => late + lasting), start, true,
      false, start
    from seed where ${which} and status = 'ended' order by start`,
  `insert into attendances${suffix} (id, clinic_id, meeting_id, session_id, stay_key, person_no, seen_as, rivals, counts, joined_at,
      left_at, created_at)
    select gen_random_uuid(), 'default', id, session, seen_as, 1, seen_as, 0, seen_as = 'patient',
      start + make_interval(secs => late), start + make_interval(secs => late + lasting), start
    from seed, (values ('doctor'), ('patient')) who (seen_as) where ${which} and status = 'ended' order by start`,
  `insert into waits${suffix} (id, clinic_id, meeting_id, wait_key, place, person_no, seen_as, counts, began_at, ended_at, created_at)
    select gen_random_uuid(), 'default', id, 'a', 'waiting-room', 1, 'patient', true, start - interval '3 minutes',
      start + make_interval(secs => late), start
    from seed where ${which} and status = 'ended' order by start`,
];
