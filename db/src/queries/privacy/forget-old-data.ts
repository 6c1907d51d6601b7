import { sql, type Transaction } from "kysely";
import type { Database, PersonKey, Readable } from "../../schema.ts";
import { personKey, unsealable } from "../people/person-keys.ts";
import type { deliveryTables } from "./delivery-bodies.ts";
import { isHeldSql } from "./legal-holds.ts";

interface Age {
  days: number;
  limit: number;
}

const before = (days: number) => sql`clock_timestamp() - make_interval(days => ${days})`;
const places = ["", "_archive"] as const;

/**
 * Forgets the oldest bodies of deliveries, but those about visits that are younger or still ahead, and about patients on
 * whom a legal hold stands. Returns how many it were.
 */
export async function forgetOldBodies(
  trx: Transaction<Database>,
  table: (typeof deliveryTables)[number],
  { days, limit }: Age,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set body = null, state = case when state = 'received' then 'stored' else state end
    where id in (
      select d.id from ${sql.table(table)} d
      where d.body is not null and d.received_at < ${before(days)}
        and not exists (select from zoom_references r join zoom_meetings m on m.id = r.meeting_id
          where r.zoom_meeting_id = d.zoom_meeting_id and m.start_time > ${before(days)})
        and not exists (select from person_keys k
          where k.key_id = split_part(d.body, '.', 1) and ${sql.raw(isHeldSql("k.person_id"))})
      order by d.received_at limit ${limit} for update of d skip locked)`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** A meeting whose patient's name, topic and messages are to be forgotten. */
export interface AgedMeeting {
  id: string;
  table: "zoom_meetings" | "zoom_meetings_archive";
  appointment_id: string;
  topic: Readable;
  patient_key: PersonKey | null;
}

/** Finished meetings that are so old, and of which something personal is left, but those of patients on hold. */
export async function agedMeetings(trx: Transaction<Database>, { days, limit }: Age): Promise<AgedMeeting[]> {
  const found: AgedMeeting[] = [];
  for (const place of places) {
    const table = `zoom_meetings${place}` as const;
    const { rows } = await sql<AgedMeeting>`
      select m.id, ${table}::text as "table", m.appointment_id, ${unsealable("m.topic")} as topic,
        ${personKey("a.patient_id")} as patient_key
      from ${sql.table(table)} m join appointments a on a.id = m.appointment_id
      where m.topic like '@%' and m.start_time < ${before(days)}
        and m.status in ('ended', 'cancelled', 'missed', 'failed')
        and not ${sql.raw(isHeldSql("a.patient_id"))}
        and not exists (select from ${sql.table(`participants${place}`)} t
          where t.meeting_id = m.id and ${sql.raw(isHeldSql("t.person_id"))})
      order by m.start_time limit ${limit} for update of m skip locked`.execute(trx);
    found.push(...rows);
  }
  return found;
}

/** Takes away what was said of people with these visits. */
export async function forgetSaid(trx: Transaction<Database>, meetingIds: readonly string[]): Promise<void> {
  for (const place of places) {
    await sql`
      update ${sql.table(`participants${place}`)} set name = null, email = null, interprets = null, language = null
      where meeting_id = any(${meetingIds}::uuid[]) and num_nonnulls(name, email, interprets, language) > 0`.execute(
      trx,
    );
  }
}

/** People of these visits who have no younger one, and of whom a name or an address is left. */
export async function peopleWithNothingNewer(
  trx: Transaction<Database>,
  meetingIds: readonly string[],
  days: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from persons p
    where num_nonnulls(p.name, p.email, p.email_hash, p.name_hash) > 0
      and p.id in (
        select person_id from participants where meeting_id = any(${meetingIds}::uuid[])
        union select person_id from participants_archive where meeting_id = any(${meetingIds}::uuid[]))
      and not exists (select from appointments a
        where (a.patient_id = p.id or a.doctor_id = p.id) and a.start_time >= ${before(days)})
      and not exists (select from participants t join zoom_meetings m on m.id = t.meeting_id
        where t.person_id = p.id and m.start_time >= ${before(days)})
      and not exists (select from participants_archive t join zoom_meetings_archive m on m.id = t.meeting_id
        where t.person_id = p.id and m.start_time >= ${before(days)})
      and not ${sql.raw(isHeldSql("p.id"))}
    order by p.id for update of p`.execute(trx);
  return rows.map(({ id }) => id);
}

/** Forgets names and addresses, and with the key all that it sealed. The platform's id stays, with a fresh key. */
export async function forgetNames(
  trx: Transaction<Database>,
  people: readonly { id: string; keyId: string; wrapped: string }[],
): Promise<void> {
  if (people.length === 0) return;
  const ids = people.map(({ id }) => id);
  await sql`
    update persons set name = null, email = null, email_hash = null, name_hash = null, updated_at = clock_timestamp()
    where id = any(${ids}::uuid[])`.execute(trx);
  await sql`
    update person_keys k set key_id = v.key_id, wrapped = v.wrapped, created_at = clock_timestamp()
    from unnest(${ids}::uuid[], ${people.map(({ keyId }) => keyId)}::text[],
      ${people.map(({ wrapped }) => wrapped)}::text[]) v (id, key_id, wrapped)
    where k.person_id = v.id and k.wrapped is not null`.execute(trx);
}
