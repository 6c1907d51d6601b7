import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_deliveries (
      id uuid primary key,
      clinic_id text not null default 'default',
      body_hash bytea not null unique check (octet_length(body_hash) = 32),
      content_key bytea not null check (octet_length(content_key) = 32),
      duplicate_of uuid references webhook_deliveries (id),
      zoom_meeting_id text,
      event text not null,
      event_ts bigint,
      account_id text,
      body text,
      state text not null check (state in ('received', 'unmatched', 'applied', 'stored', 'parked')),
      tries integer not null default 0,
      error text,
      received_at timestamptz not null default clock_timestamp(),
      applied_at timestamptz
    )`.execute(db);
  await sql`create index webhook_deliveries_by_content on webhook_deliveries (content_key)`.execute(db);
  await sql`create index webhook_deliveries_by_meeting on webhook_deliveries (zoom_meeting_id)`.execute(db);
  await sql`
    create index webhook_deliveries_by_original on webhook_deliveries (duplicate_of)
    where duplicate_of is not null`.execute(db);
  // In the order in which deliveries are applied: a backlog is not sorted again for each one.
  await sql`
    create index webhook_deliveries_waiting on webhook_deliveries (tries, received_at)
    where state = 'received'`.execute(db);
  await sql`
    create index webhook_deliveries_to_purge on webhook_deliveries (received_at)
    where state in ('unmatched', 'stored')`.execute(db);

  await sql`
    create table meeting_sessions (
      id uuid primary key,
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      zoom_meeting_id text not null,
      zoom_uuid text not null,
      slot_start timestamptz,
      started_at timestamptz,
      ended_at timestamptz,
      heard_at timestamptz not null,
      complete boolean not null,
      end_assumed boolean not null,
      created_at timestamptz not null default clock_timestamp(),
      unique (meeting_id, zoom_uuid),
      check (ended_at is null or started_at is null or ended_at >= started_at)
    )`.execute(db);

  await sql`
    create table attendances (
      id uuid primary key,
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      session_id uuid not null references meeting_sessions (id),
      stay_key text not null,
      participant_id uuid references participants (id),
      person_no integer not null,
      seen_as text not null check (seen_as in (
        'doctor', 'patient', 'interpreter', 'captioner', 'caregiver', 'trainee', 'note-taker', 'staff', 'undecided',
        'someone')),
      recognised_by text check (recognised_by in (
        'host-id', 'email', 'bind', 'same-name', 'redirect', 'redirect-several', 'redirect-same-device', 'only-other')),
      rivals integer not null check (rivals >= 0),
      counts boolean not null,
      joined_at timestamptz,
      left_at timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      unique (session_id, stay_key),
      check (participant_id is null or recognised_by is not null),
      check (left_at is null or joined_at is null or left_at >= joined_at)
    )`.execute(db);
  await sql`create index attendances_by_meeting on attendances (meeting_id)`.execute(db);
  // Deleting a participant checks this foreign key for each row.
  await sql`create index attendances_by_participant on attendances (participant_id)`.execute(db);

  await sql`
    create table waits (
      id uuid primary key,
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      wait_key text not null,
      place text not null check (place in ('waiting-room', 'before-host')),
      participant_id uuid references participants (id),
      person_no integer not null,
      seen_as text not null check (seen_as in (
        'doctor', 'patient', 'interpreter', 'captioner', 'caregiver', 'trainee', 'note-taker', 'staff', 'undecided',
        'someone')),
      recognised_by text check (recognised_by in (
        'host-id', 'email', 'bind', 'same-name', 'redirect', 'redirect-several', 'redirect-same-device', 'only-other')),
      counts boolean not null,
      began_at timestamptz not null,
      ended_at timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      unique (meeting_id, wait_key),
      check (participant_id is null or recognised_by is not null),
      check (ended_at is null or ended_at >= began_at)
    )`.execute(db);
  await sql`create index waits_by_participant on waits (participant_id)`.execute(db);

  await sql`
    create table meeting_events (
      id uuid primary key,
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      effect_key text not null,
      type text not null check (type in (
        'created', 'revived', 'retried', 'changed', 'change-refused', 'scheduled', 'failed', 'cancelled',
        'cancel-when-over', 'started', 'ended', 'zoom-checked', 'abandoned', 'outcome-confirmed', 'session-started',
        'session-ended', 'joined', 'left',
        'waiting', 'waiting-ended', 'late', 'waiting-too-long', 'no-show', 'visit-proof', 'waited', 'corrected')),
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default clock_timestamp(),
      source text not null check (source in ('api', 'platform', 'zoom', 'sync', 'clock')),
      actor_role text,
      actor text,
      reason text,
      data jsonb not null default '{}',
      xid xid8 not null default pg_current_xact_id(),
      unique (meeting_id, effect_key)
    )`.execute(db);
  await sql`create index meeting_events_feed on meeting_events (xid, id)`.execute(db);
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = '42501';
    end $$`.execute(db);
  await sql`
    create trigger meeting_events_append_only before update on meeting_events
    for each row execute function refuse_change()`.execute(db);
  await sql`
    create function notify_meeting_events() returns trigger language plpgsql as $$
    begin
      if exists (select from added) then perform pg_notify('meeting_events', ''); end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger meeting_events_notify after insert on meeting_events
    referencing new table as added for each statement execute function notify_meeting_events()`.execute(db);
}
