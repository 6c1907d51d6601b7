import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table zoom_meetings (
      id uuid primary key,
      clinic_id text not null default 'default',
      appointment_id uuid not null unique references appointments (id),
      zoom_meeting_id text unique check (zoom_meeting_id ~ '^[0-9]{9,12}$'),
      topic text not null,
      start_time timestamptz not null,
      duration integer not null check (duration between 1 and 1440),
      timezone text not null,
      host_url text,
      host_url_fetched_at timestamptz,
      join_url text,
      password text,
      status text not null
        check (status in ('pending', 'scheduled', 'started', 'ended', 'cancelled', 'failed', 'missed')),
      outcome text
        check (outcome in ('held', 'patient_absent', 'doctor_absent', 'both_absent', 'technical', 'unknown')),
      evidence_outcome text check (
        evidence_outcome in ('held', 'patient_absent', 'doctor_absent', 'both_absent', 'technical', 'unknown')),
      stated_outcome text check (
        stated_outcome in ('held', 'patient_absent', 'doctor_absent', 'both_absent', 'technical', 'unknown')),
      disputed boolean not null default false,
      host_email text not null check (host_email = lower(host_email collate "C")),
      zoom_host text,
      busy tstzmultirange check (not isempty(busy)),
      marker text not null unique,
      generation integer not null default 1 check (generation >= 1),
      revision integer not null default 1 check (revision >= 1),
      synced_revision integer not null default 0,
      lease_until timestamptz,
      fence integer not null default 0,
      next_attempt_at timestamptz,
      missing_since timestamptz,
      unlisted_since timestamptz,
      recreated_at timestamptz,
      overridden_settings text[] not null default '{}',
      overridden_at timestamptz,
      failures integer not null default 0,
      rejection text,
      declared_started_at timestamptz,
      declared_ended_at timestamptz,
      cancel_when_over boolean not null default false,
      evaluate_at timestamptz,
      zoom_checked_at timestamptz,
      participants_known boolean not null default false,
      somebody_waited boolean not null default false,
      slot_since timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz not null default clock_timestamp(),
      check (synced_revision between 0 and revision),
      check ((host_url is null) = (host_url_fetched_at is null)),
      check (busy is null or zoom_host is not null),
      constraint zoom_meetings_reference_fits_status check (
        case status
          when 'pending' then zoom_meeting_id is null
          when 'failed' then zoom_meeting_id is null
          when 'cancelled' then zoom_meeting_id is null
          when 'missed' then true
          when 'ended' then zoom_meeting_id is not null or stated_outcome is not distinct from 'held'
          else zoom_meeting_id is not null
        end),
      constraint zoom_meetings_secrets_need_a_meeting check (
        zoom_meeting_id is not null or (host_url is null and join_url is null and password is null)),
      constraint zoom_meetings_no_overlap exclude using gist (clinic_id with =, zoom_host with =, busy with &&)
        where (status in ('pending', 'scheduled', 'started') and busy is not null)
    )`.execute(db);
  await sql`create index zoom_meetings_by_start on zoom_meetings (start_time, id)`.execute(db);
  await sql`create index zoom_meetings_by_host on zoom_meetings (host_email, start_time, id)`.execute(db);
  await sql`
    create index zoom_meetings_due on zoom_meetings (next_attempt_at) where next_attempt_at is not null`.execute(
    db,
  );
  await sql`create index zoom_meetings_evaluate on zoom_meetings (evaluate_at) where evaluate_at is not null`.execute(
    db,
  );

  await sql`
    create table meeting_attentions (
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      kind text not null check (kind in (
        'zoom-credentials', 'zoom-scopes', 'no-host', 'host-quota', 'zoom-refused', 'settings-overridden', 'drift',
        'source-conflict', 'changed-while-live', 'cancelled-while-live', 'foreign-marker', 'no-contact')),
      since timestamptz not null default clock_timestamp(),
      primary key (meeting_id, kind)
    )`.execute(db);

  await sql`
    create table participants (
      id uuid primary key,
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      person_id uuid not null references persons (id),
      kind text not null check (kind in ('doctor', 'patient', 'interpreter', 'captioner', 'caregiver', 'trainee')),
      role text not null check (role in ('host', 'participant')),
      name text,
      email text,
      interprets text,
      language text,
      consented_at timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      removed_at timestamptz,
      deferred boolean not null default false,
      check ((kind = 'doctor') = (role = 'host')),
      check (kind <> 'trainee' or consented_at is not null)
    )`.execute(db);
  await sql`
    create unique index participants_one_doctor_and_patient on participants (meeting_id, kind, deferred)
    where removed_at is null and kind in ('doctor', 'patient')`.execute(db);
  await sql`create index participants_by_person on participants (person_id)`.execute(db);
  await sql`create index participants_by_meeting on participants (meeting_id)`.execute(db);
  // Two people are two ids, or two names: where they share an address, it says of neither who they are. While the index
  // key changes, an address has two hashes, one behind the other.
  await sql`
    create function unshared_email(side text, address_hash bytea) returns bytea language sql stable parallel safe as $$
      select case when count(distinct o.external_id) < 2 and count(distinct o.name_hash) < 2 then address_hash end
      from persons o
      where o.email_hash = any (array[substring(address_hash from 1 for 32), substring(address_hash from 33 for 32)])
        and (
        exists (select from appointments a where side = 'doctor' and a.doctor_id = o.id)
        or exists (select from appointments a where side = 'patient' and a.patient_id = o.id)
        or exists (select from participants t where t.person_id = o.id and t.kind = side and t.removed_at is null))
    $$`.execute(db);

  await sql`
    create table zoom_attempts (
      id uuid primary key,
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      generation integer not null,
      kind text not null check (kind in ('create', 'update', 'delete', 'end')),
      host text not null,
      marker text not null,
      zoom_meeting_id text,
      revision integer not null,
      fence integer not null,
      sent_at timestamptz not null default clock_timestamp(),
      outcome text check (outcome in ('done', 'rejected', 'unknown')),
      finished_at timestamptz,
      swept_at timestamptz,
      counted boolean not null default true,
      check ((outcome is null) = (finished_at is null)),
      check ((kind = 'create') or zoom_meeting_id is not null)
    )`.execute(db);
  await sql`create index zoom_attempts_by_meeting on zoom_attempts (meeting_id, generation)`.execute(db);
  await sql`create index zoom_attempts_by_marker on zoom_attempts (marker)`.execute(db);

  await sql`
    create table zoom_references (
      zoom_meeting_id text primary key check (zoom_meeting_id ~ '^[0-9]{9,12}$'),
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      generation integer not null,
      host text not null,
      state text not null check (state in ('current', 'deleting', 'deleted')),
      next_attempt_at timestamptz,
      failures integer not null default 0,
      when_running text not null default 'wait' check (when_running in ('end', 'restore', 'wait')),
      found_running_at timestamptz,
      given_up_at timestamptz check (given_up_at is null or state = 'deleted'),
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz not null default clock_timestamp(),
      check ((state = 'deleting') = (next_attempt_at is not null))
    )`.execute(db);
  await sql`
    create unique index zoom_references_one_current on zoom_references (meeting_id)
    where state = 'current'`.execute(db);
  await sql`create index zoom_references_by_meeting on zoom_references (meeting_id)`.execute(db);

  // Zoom refuses to delete a meeting that runs. Where the platform alone wanted the deletion, or the meeting counted as gone,
  // that proof, newer than any before, makes it current again; nothing else ever does.
  await sql`
    create function zoom_references_never_revive() returns trigger language plpgsql as $$
    begin
      if old.state <> 'current' and new.state = 'current' and not coalesce(
        old.state = 'deleting' and old.when_running = 'restore'
          and new.found_running_at > coalesce(old.found_running_at, '-infinity'), false) then
        raise exception 'zoom_references: a meeting in deletion never becomes current again' using errcode = '23514';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger zoom_references_never_revive before update on zoom_references
    for each row execute function zoom_references_never_revive()`.execute(db);

  await sql`
    create table host_quota (
      clinic_id text not null default 'default',
      zoom_host text not null,
      day date not null,
      used integer not null default 0 check (used >= 0),
      primary key (clinic_id, zoom_host, day)
    )`.execute(db);
}
