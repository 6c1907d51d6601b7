import { type Insertable, sql, type Transaction, type Updateable } from "kysely";
import type { Db } from "../../client.ts";
import type { AppointmentRow, Database, PersonKey, Readable } from "../../schema.ts";
import type { AppointmentStatus } from "../../unions.ts";
import { personKey, unsealableOrNull } from "../people/person-keys.ts";

/** An appointment with its patient's key, and what is sealed under that. */
export interface ReadAppointment extends Omit<AppointmentRow, "incoming" | "base"> {
  incoming: Readable | null;
  base: Readable | null;
  patient_key: PersonKey | null;
}

export const selectAppointments = (db: Db) =>
  db
    .selectFrom("appointments")
    .selectAll()
    .select([
      unsealableOrNull("appointments.incoming").as("incoming"),
      unsealableOrNull("appointments.base").as("base"),
      personKey("appointments.patient_id").as("patient_key"),
    ]);

/**
 * Lets one transaction at a time decide about an appointment, also before its row exists. The row itself stays
 * unlocked: whoever writes to it holds its meeting first, so that the two orders never cross.
 */
export async function lockAppointment(
  trx: Transaction<Database>,
  id: string,
): Promise<(ReadAppointment & { now: Date }) | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`appointment ${id}`}, 0))`.execute(trx);
  return selectAppointments(trx)
    .select(sql<Date>`clock_timestamp()`.as("now"))
    .where("id", "=", id)
    .executeTakeFirst();
}

export const findAppointment = (db: Db, id: string): Promise<ReadAppointment | undefined> =>
  selectAppointments(db).where("id", "=", id).executeTakeFirst();

export async function insertAppointment(
  trx: Transaction<Database>,
  appointment: Insertable<Database["appointments"]>,
): Promise<void> {
  await trx.insertInto("appointments").values(appointment).execute();
}

export async function updateAppointment(
  trx: Transaction<Database>,
  id: string,
  change: Updateable<Database["appointments"]>,
): Promise<void> {
  await trx
    .updateTable("appointments")
    .set({ ...change, updated_at: sql`clock_timestamp()` })
    .where("id", "=", id)
    .execute();
}

/** Like {@link setAppointmentStatus}, for many. */
export async function setAppointmentStatuses(
  trx: Transaction<Database>,
  appointments: readonly Pick<AppointmentRow, "id" | "status">[],
): Promise<void> {
  if (appointments.length === 0) return;
  await sql`update appointments a set status = v.status, updated_at = clock_timestamp()
    from unnest(${appointments.map(({ id }) => id)}::uuid[], ${appointments.map(({ status }) => status)}::text[])
      as v (id, status)
    where a.id = v.id and a.status <> v.status`.execute(trx);
}

export async function setAppointmentStatus(
  trx: Transaction<Database>,
  id: string,
  status: AppointmentStatus,
): Promise<void> {
  await trx
    .updateTable("appointments")
    .set({ status, updated_at: sql`clock_timestamp()` })
    .where("id", "=", id)
    .where("status", "<>", status)
    .execute();
}
