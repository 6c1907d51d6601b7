import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table idempotency_keys (
      key_hash bytea primary key check (octet_length(key_hash) = 32),
      clinic_id text not null default 'default',
      procedure text not null,
      input_hash bytea not null,
      lease_until timestamptz,
      meeting_id uuid,
      result text,
      created_at timestamptz not null default clock_timestamp(),
      expires_at timestamptz not null,
      check ((lease_until is null) = (result is not null))
    )`.execute(db);
  await sql`create index idempotency_keys_by_expiry on idempotency_keys (expires_at)`.execute(db);

  // Unlogged: after a crash of PostgreSQL every count starts at zero, which harms nobody. The space left in each page
  // keeps updates within it.
  await sql`
    create unlogged table rate_limits (
      key text primary key,
      points integer not null,
      expire bigint not null
    ) with (fillfactor = 50)`.execute(db);
  await sql`create index rate_limits_by_expiry on rate_limits (expire)`.execute(db);

  await sql`
    create table feed_epoch (
      only_one boolean primary key default true check (only_one),
      epoch text not null default substr(md5(gen_random_uuid()::text), 1, 12),
      cluster text,
      restored_from timestamptz
    )`.execute(db);
  await sql`insert into feed_epoch default values`.execute(db);
  // Where the role may not ask, the epoch is changed by hand.
  await sql`
    do $$ begin
      update feed_epoch set cluster = (select system_identifier from pg_control_system())
        || ':' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || ':' || 'feed_epoch'::regclass::oid;
    exception when insufficient_privilege then null;
    end $$`.execute(db);

  await sql`
    create table key_checks (
      purpose text not null check (purpose in ('encryption', 'index')),
      key_id text not null,
      check_value bytea not null check (octet_length(check_value) = 32),
      has_encrypted boolean not null,
      created_at timestamptz not null default clock_timestamp(),
      primary key (purpose, key_id)
    )`.execute(db);

  await sql`
    create table webhook_health (
      key text primary key,
      at timestamptz not null
    )`.execute(db);

  await sql`
    create table scheduled_tasks (
      name text primary key check (name in ('archive-meetings', 'check-after-restore', 'forget-old-data')),
      next_run_at timestamptz not null,
      lease_until timestamptz
    )`.execute(db);
  // The first run is on the first Sunday at 02:00 UTC after the installation.
  await sql`
    insert into scheduled_tasks (name, next_run_at) values ('archive-meetings',
      (date_trunc('week', clock_timestamp() at time zone 'UTC' - interval '6 days 2 hours')
        + interval '13 days 2 hours') at time zone 'UTC')`.execute(db);
  // The first run is at the first 03:00 UTC after the installation.
  await sql`
    insert into scheduled_tasks (name, next_run_at) values ('forget-old-data',
      (date_trunc('day', clock_timestamp() at time zone 'UTC' - interval '3 hours')
        + interval '27 hours') at time zone 'UTC')`.execute(db);
  // A new epoch of the feed makes it due.
  await sql`
    insert into scheduled_tasks (name, next_run_at) values ('check-after-restore', 'infinity')`.execute(db);
}
