import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table feed_epoch (
      only_one boolean primary key default true check (only_one),
      epoch text not null default substr(md5(gen_random_uuid()::text), 1, 12),
      cluster text
    )`.execute(db);
  await sql`insert into feed_epoch default values`.execute(db);
  // Where the role may not ask, the epoch is changed by hand.
  await sql`
    do $$ begin
      update feed_epoch set cluster = (select system_identifier from pg_control_system())
        || ':' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
    exception when insufficient_privilege then null;
    end $$`.execute(db);

  await sql`create index meeting_events_archive_feed on meeting_events_archive (xid, id)`.execute(db);

  await sql`
    create function notify_meeting_events() returns trigger language plpgsql as $$
    begin
      if exists (select from added) then perform pg_notify('meeting_events', ''); end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger meeting_events_notified after insert on meeting_events
    referencing new table as added for each statement execute function notify_meeting_events()`.execute(db);
}
