import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists btree_gist`.execute(db);

  await sql`
    create table persons (
      id uuid primary key,
      clinic_id text not null default 'default',
      external_id text,
      email_hash bytea check (octet_length(email_hash) = 32),
      name_hash bytea check (octet_length(name_hash) = 32),
      name text,
      email text,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`create unique index persons_external_id_key on persons (clinic_id, external_id)`.execute(db);
  await sql`
    create unique index persons_without_external_id_key on persons (clinic_id, email_hash, name_hash)
    nulls not distinct where external_id is null and email_hash is not null`.execute(db);
  await sql`create index persons_email_hash_idx on persons (email_hash)`.execute(db);
  // No foreign key: a copy of the persons and the newest copy of their keys are put back apart from one another.
  await sql`
    create table person_keys (
      person_id uuid primary key,
      key_id text collate "C" not null unique check (key_id ~ '^@[A-Za-z0-9_-]{22}$'),
      wrapped text,
      destroyed_at timestamptz,
      erased_id_hash bytea check (octet_length(erased_id_hash) = 32),
      created_at timestamptz not null default clock_timestamp(),
      check ((wrapped is null) = (destroyed_at is not null)),
      check (erased_id_hash is null or destroyed_at is not null)
    )`.execute(db);
  await sql`
    create index person_keys_by_erased_id on person_keys (erased_id_hash)
    where erased_id_hash is not null`.execute(db);
  await sql`
    create table legal_holds (
      id uuid primary key,
      clinic_id text not null default 'default',
      person_id uuid not null references persons (id),
      reason text not null,
      placed_at timestamptz not null default clock_timestamp(),
      released_at timestamptz,
      release_reason text,
      check ((released_at is null) = (release_reason is null))
    )`.execute(db);
  await sql`
    create unique index legal_holds_one_at_a_time on legal_holds (person_id)
    where released_at is null`.execute(db);
  // One expression, so that the planner sees through the call.
  await sql`
    create function is_owned_by(person_external_id text, person_email_hash bytea, external_id text, email_hash bytea)
    returns boolean language sql immutable parallel safe as
    'select coalesce(person_external_id = external_id, position(person_email_hash in email_hash) % 32 = 1)'`.execute(
    db,
  );

  await sql`
    create table appointments (
      id uuid primary key,
      clinic_id text not null default 'default',
      status text not null check (status in ('PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED', 'NO_SHOW')),
      type text not null check (type in ('ONLINE', 'IN_PERSON')),
      start_time timestamptz not null,
      duration integer not null check (duration between 1 and 1440),
      timezone text not null,
      doctor_id uuid not null references persons (id),
      patient_id uuid not null references persons (id),
      source_status text not null
        check (source_status in ('PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED', 'NO_SHOW')),
      source_updated_at timestamptz,
      incoming text,
      base text,
      tied boolean not null default false,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz not null default clock_timestamp(),
      check ((source_updated_at is null) = (incoming is null)),
      check ((incoming is null) = (base is null))
    )`.execute(db);
  await sql`create index appointments_by_doctor on appointments (doctor_id)`.execute(db);
  await sql`create index appointments_by_patient on appointments (patient_id)`.execute(db);
}
