import { type Kysely, sql } from "kysely";

const archives = [
  "zoom_meetings",
  "meeting_attentions",
  "participants",
  "zoom_attempts",
  "zoom_references",
  "meeting_sessions",
  "attendances",
  "waits",
  "meeting_events",
  "join_links",
] as const;
/** Of these, no archived row changes: they say what happened. */
const unchanging = ["meeting_sessions", "attendances", "waits", "meeting_events"] as const;

/** What proves something stays: history and archives take rows and keep them, and the access log is chained. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await keepHistory(db);
  await keepArchives(db);
  await chainAccessLog(db);
  await cutAccessLog(db);
}

/** An event may move between history and archive, and never vanish. */
async function keepHistory(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function require_moved() returns trigger language plpgsql as $$
    declare moved boolean;
    begin
      execute format('select exists (select from %I t where t.id = $1.id
        and to_jsonb(t) - ''archived_at'' = to_jsonb($1) - ''archived_at'')', tg_argv[0]) into moved using old;
      if not moved then
        raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = '42501';
      end if;
      return null;
    end $$`.execute(db);
  for (const [from, to] of [
    ["meeting_events", "meeting_events_archive"],
    ["meeting_events_archive", "meeting_events"],
  ] as const) {
    await sql`
      create constraint trigger ${sql.ref(`${from}_moves_only`)} after delete on ${sql.table(from)}
      deferrable initially deferred for each row execute function require_moved(${sql.lit(to)})`.execute(db);
  }
  await sql`
    create trigger meeting_events_no_truncate before truncate on meeting_events
    for each statement execute function refuse_change()`.execute(db);
  // After a restore into another cluster its transaction numbers mean nothing. The service may not own the table.
  await sql`
    create function forget_transactions() returns void language plpgsql security definer set search_path from current as $$
    begin
      alter table meeting_events disable trigger meeting_events_append_only;
      alter table meeting_events_archive disable trigger meeting_events_archive_append_only;
      update meeting_events set xid = '0' where xid <> '0';
      update meeting_events_archive set xid = '0' where xid <> '0';
      alter table meeting_events enable trigger meeting_events_append_only;
      alter table meeting_events_archive enable trigger meeting_events_archive_append_only;
    end $$`.execute(db);
}

/** A row leaves an archive only with its meeting, which comes back. */
async function keepArchives(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function require_restored() returns trigger language plpgsql as $$
    declare meeting uuid := coalesce(to_jsonb(old) ->> 'meeting_id', to_jsonb(old) ->> 'id')::uuid;
    begin
      if not exists (select from zoom_meetings where id = meeting) then
        raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = '42501';
      end if;
      return null;
    end $$`.execute(db);
  for (const table of archives) {
    const archive = `${table}_archive`;
    if (table !== "meeting_events")
      await sql`
        create constraint trigger ${sql.ref(`${archive}_restores_only`)} after delete on ${sql.table(archive)}
        deferrable initially deferred for each row execute function require_restored()`.execute(db);
    await sql`
      create trigger ${sql.ref(`${archive}_no_truncate`)} before truncate on ${sql.table(archive)}
      for each statement execute function refuse_change()`.execute(db);
  }
  for (const table of unchanging) {
    const archive = `${table}_archive`;
    await sql`
      create trigger ${sql.ref(`${archive}_append_only`)} before update on ${sql.table(archive)}
      for each row execute function refuse_change()`.execute(db);
  }
}

async function chainAccessLog(db: Kysely<unknown>): Promise<void> {
  // A link of the chain is for many rows: `entries` holds 49 bytes for each, its id, its hash and whether its seal held.
  await sql`
    create table access_chain (
      first_number bigint primary key,
      last_number bigint not null unique,
      to_xid xid8 not null,
      to_id uuid not null,
      newest_at timestamptz not null,
      epoch text not null,
      epoch_at timestamptz not null,
      entries bytea not null,
      hash bytea not null check (octet_length(hash) = 32),
      check (octet_length(entries) = 49 * (last_number - first_number + 1))
    )`.execute(db);
  await sql`
    create table access_heads (
      number bigint primary key,
      hash bytea not null check (octet_length(hash) = 32),
      signed_at timestamptz not null,
      key_id text not null,
      signature bytea not null
    )`.execute(db);
  await sql`
    create function hold_access_log() returns void language plpgsql security definer set search_path from current as $$
    begin
      lock table access_log in share row exclusive mode;
    end $$`.execute(db);
  for (const table of ["access_chain", "access_heads"]) {
    await sql`
      create trigger ${sql.ref(`${table}_append_only`)} before update on ${sql.table(table)}
      for each row execute function refuse_change()`.execute(db);
  }
}

/** Rows leave the log at its old end alone, up to a signed head, and once they are older than the owner says. */
async function cutAccessLog(db: Kysely<unknown>): Promise<void> {
  // A function, since only its owner may replace it.
  await sql`create function access_log_days() returns integer language sql immutable as 'select 2555'`.execute(
    db,
  );
  await sql`drop trigger access_log_append_only on access_log`.execute(db);
  await sql`
    create trigger access_log_append_only before update on access_log
    for each row execute function refuse_change()`.execute(db);
  for (const table of ["access_log", "access_chain", "access_heads"]) {
    await sql`
      create trigger ${sql.ref(`${table}_no_delete`)} before delete on ${sql.table(table)}
      for each statement when (coalesce(current_setting('patientcare.cuts', true), '') <> 'on')
      execute function refuse_change()`.execute(db);
  }
  for (const table of ["access_chain", "access_heads"]) {
    await sql`
      create trigger ${sql.ref(`${table}_no_truncate`)} before truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db);
  }
  await sql`
    create function cut_access_log(most_rows integer) returns bigint
    language plpgsql security definer set search_path from current as $$
    declare
      cut bigint;
      removed bigint;
    begin
      if not pg_try_advisory_xact_lock(hashtext('access_chain')) then return 0; end if;
      select max(h.number) into cut
      from access_heads h join access_chain c on c.last_number = h.number
      where greatest(h.signed_at, c.newest_at)
          < clock_timestamp() - make_interval(days => access_log_days())
        and c.last_number < (select min(first_number) from access_chain) + most_rows
        and exists (select from access_chain later where later.first_number > c.last_number);
      if cut is null then return 0; end if;
      perform set_config('patientcare.cuts', 'on', true);
      delete from access_log where id in (
        select encode(substring(c.entries from 49 * place + 1 for 16), 'hex')::uuid
        from access_chain c, generate_series(0, (c.last_number - c.first_number)::integer) place
        where c.last_number <= cut);
      get diagnostics removed = row_count;
      delete from access_chain where last_number <= cut;
      delete from access_heads where number < cut;
      perform set_config('patientcare.cuts', 'off', true);
      return removed;
    end $$`.execute(db);
}
