import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table join_links (
      id uuid primary key,
      clinic_id text not null default 'default',
      meeting_id uuid not null references zoom_meetings (id),
      participant_id uuid not null references participants (id),
      token_hash bytea not null unique check (octet_length(token_hash) = 32),
      token text not null,
      created_at timestamptz not null default clock_timestamp(),
      revoked_at timestamptz
    )`.execute(db);
  await sql`
    create unique index join_links_one_live on join_links (participant_id)
    where revoked_at is null`.execute(db);
  await sql`create index join_links_by_meeting on join_links (meeting_id)`.execute(db);
  await sql`create index join_links_by_participant on join_links (participant_id)`.execute(db);

  await sql`
    create table access_log (
      id uuid primary key,
      clinic_id text not null default 'default',
      at timestamptz not null default clock_timestamp(),
      xid xid8 not null default pg_current_xact_id(),
      action text not null,
      decision text not null check (decision in ('allowed', 'refused')),
      reason text,
      actor text,
      actor_role text,
      meeting_id uuid,
      meeting_ids uuid[],
      appointment_id uuid,
      persons text[] not null default '{}',
      hands_over boolean not null default false,
      participant_id uuid,
      link_id uuid,
      request_id text,
      device text,
      seal bytea,
      check ((decision = 'refused') = (reason is not null))
    )`.execute(db);
  await sql`create index access_log_by_meeting on access_log (meeting_id, action)`.execute(db);
  await sql`
    create index access_log_by_meetings on access_log using gin (meeting_ids)
    where meeting_ids is not null`.execute(db);
  await sql`
    create index access_log_by_appointment on access_log (appointment_id)
    where appointment_id is not null`.execute(db);
  // Streams that tell of any visit: few rows among many.
  await sql`
    create index access_log_by_stream on access_log (at)
    where action = 'lifecycle.events' and meeting_id is null`.execute(db);
  await sql`create index access_log_feed on access_log (xid, id)`.execute(db);
  // Whatever an insert says: nobody dates a row, nor puts it elsewhere in the order.
  await sql`
    create function stamp_access() returns trigger language plpgsql as $$
    begin
      new.at := clock_timestamp();
      new.xid := pg_current_xact_id();
      return new;
    end $$`.execute(db);
  await sql`
    create trigger access_log_stamp before insert on access_log
    for each row execute function stamp_access()`.execute(db);
  await sql`
    create trigger access_log_append_only before update or delete on access_log
    for each row execute function refuse_change()`.execute(db);
  await sql`
    create trigger access_log_no_truncate before truncate on access_log
    for each statement execute function refuse_change()`.execute(db);
}
