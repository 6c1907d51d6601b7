import { randomInt, randomUUID } from "node:crypto";
import type { Database, Db, Encrypted, MeetingRow } from "@patientcare/zoom-db";
import { type InsertObject, sql } from "kysely";

const at = "2027-01-15T09:00:00Z";

/** A meeting with its appointment and people; pending, due now and without a host unless told. */
export async function aMeetingRow(
  db: Db,
  change: Partial<InsertObject<Database, "zoom_meetings">> = {},
): Promise<MeetingRow> {
  const [personId, appointmentId] = [randomUUID(), randomUUID()];
  await db.insertInto("persons").values({ id: personId }).execute();
  await db
    .insertInto("appointments")
    .values({
      id: appointmentId,
      status: "CONFIRMED",
      source_status: "CONFIRMED",
      type: "ONLINE",
      start_time: at,
      duration: 30,
      timezone: "UTC",
      doctor_id: personId,
      patient_id: personId,
    })
    .execute();
  return db
    .insertInto("zoom_meetings")
    .values({
      id: randomUUID(),
      appointment_id: appointmentId,
      topic: "k1.topic" as Encrypted,
      start_time: at,
      duration: 30,
      timezone: "UTC",
      status: "pending",
      host_email: "ada@clinic.example",
      marker: `${randomUUID().replaceAll("-", "")}-default`,
      next_attempt_at: sql<Date>`clock_timestamp()`,
      ...change,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export const aZoomId = () => String(randomInt(10 ** 10, 10 ** 11));
