import { type Expression, type ExpressionBuilder, type SqlBool, sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import { noteChanges, notesOfRow } from "../../meeting-notes.ts";
import type { Owner } from "../../ownership.ts";
import type { Database, MeetingChange, MeetingRow, NewMeeting, PersonKey, Readable } from "../../schema.ts";
import type { AppointmentStatus, Attention, MeetingStatus, Outcome } from "../../unions.ts";
import { personKey, unsealable, unsealableOrNull } from "../people/person-keys.ts";
import { attentionsColumn, hasAttention } from "./attentions.ts";

/** A meeting with its appointment and people, and the database's clock when it was read. */
export interface MeetingWithPeople extends Omit<MeetingRow, "topic"> {
  topic: Readable;
  appointment_status: AppointmentStatus;
  source_status: AppointmentStatus;
  doctor_person_id: string;
  doctor_external_id: string | null;
  doctor_email_hash: Buffer | null;
  /** The e-mail's hash where it says whose the visit is: there is no id, and nobody shares the address. */
  doctor_email_proof: Buffer | null;
  patient_person_id: string;
  patient_external_id: string | null;
  patient_email_hash: Buffer | null;
  patient_email_proof: Buffer | null;
  patient_participant_id: string | null;
  /** As they were said with this booking. */
  patient_name: Readable | null;
  patient_email: Readable | null;
  /** What belongs to the patient is sealed with it; null once they are erased. */
  patient_key: PersonKey | null;
  /** All that hold, in no order. */
  attentions: Attention[];
  now: Date;
  /** When it went into the archive; a live meeting has none. */
  archived_at?: Date;
}

const emailProof = <Column extends string>(side: Owner["side"], column: Column) => {
  const person = sql.ref(side === "doctor" ? "d" : "p");
  return sql<Buffer | null>`case when ${person}.external_id is null
    then unshared_email(${sql.lit(side)}, ${person}.email_hash) end`.as(column);
};

/** Of the appointment `a`, its doctor `d` and its patient `p`, who takes part as `t`. */
export const peopleColumns = [
  "a.status as appointment_status",
  "a.source_status",
  "d.id as doctor_person_id",
  "d.external_id as doctor_external_id",
  "d.email_hash as doctor_email_hash",
  emailProof("doctor", "doctor_email_proof"),
  "p.id as patient_person_id",
  "p.external_id as patient_external_id",
  "p.email_hash as patient_email_hash",
  emailProof("patient", "patient_email_proof"),
  "t.id as patient_participant_id",
] as const;

/** What is sealed of meeting `m` and of the patient `p` who takes part as `t`, with the keys to it. */
export const sealedColumns = [
  unsealable("m.topic").as("topic"),
  unsealableOrNull("t.name").as("patient_name"),
  unsealableOrNull("t.email").as("patient_email"),
  personKey("p.id").as("patient_key"),
] as const;

/** The patient who takes part now, of a meeting `m`; there is one at most. */
export const presentPatient = sql<SqlBool>`t.meeting_id = m.id and t.kind = 'patient' and t.removed_at is null and not t.deferred`;

const meetingsWithPeople = (db: Db) =>
  db
    .selectFrom("zoom_meetings as m")
    .innerJoin("appointments as a", "a.id", "m.appointment_id")
    .innerJoin("persons as d", "d.id", "a.doctor_id")
    .innerJoin("persons as p", "p.id", "a.patient_id")
    .leftJoin("participants as t", (join) => join.on(presentPatient))
    .selectAll("m")
    .select(peopleColumns)
    .select(sealedColumns)
    .select(attentionsColumn("m.id"))
    .select(sql<Date>`clock_timestamp()`.as("now"));

export const findMeeting = (db: Db, id: string): Promise<MeetingWithPeople | undefined> =>
  meetingsWithPeople(db).where("m.id", "=", id).executeTakeFirst();

export const findMeetingByAppointment = (
  db: Db,
  appointmentId: string,
): Promise<MeetingWithPeople | undefined> =>
  meetingsWithPeople(db).where("m.appointment_id", "=", appointmentId).executeTakeFirst();

const lockedId = (trx: Transaction<Database>, id: string) =>
  trx.selectFrom("zoom_meetings").select("id").where("id", "=", id).forUpdate();

/** The meeting, locked until the transaction ends. Its clock is read after the lock was had. */
export async function lockMeeting(
  trx: Transaction<Database>,
  id: string,
): Promise<MeetingWithPeople | undefined> {
  const locked = await lockedId(trx, id).executeTakeFirst();
  return locked && meetingsWithPeople(trx).where("m.id", "=", id).executeTakeFirst();
}

/** The row alone, in one statement; its clock is read after the lock was obtained. */
export const lockMeetingRow = (
  trx: Transaction<Database>,
  id: string,
): Promise<(MeetingRow & { attentions: Attention[]; now: Date }) | undefined> =>
  trx
    .with("locked", (query) => query.selectFrom("zoom_meetings").selectAll().where("id", "=", id).forUpdate())
    .selectFrom("locked")
    .selectAll()
    .select(attentionsColumn("locked.id"))
    .select(sql<Date>`clock_timestamp()`.as("now"))
    .executeTakeFirst();

export const findMeetingRow = (db: Db, id: string): Promise<MeetingRow | undefined> =>
  db.selectFrom("zoom_meetings").selectAll().where("id", "=", id).executeTakeFirst();

/** True once Zoom matches the meeting, rejected it, or an attempt failed; also when the meeting is not live. */
export async function isReconciled(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom("zoom_meetings")
    .select(sql<boolean>`synced_revision >= revision or status = 'failed' or failures > 0`.as("reconciled"))
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.reconciled ?? true;
}

/** Like {@link lockMeeting}, but undefined when another transaction holds the row. */
export async function lockMeetingIfFree(
  trx: Transaction<Database>,
  id: string,
): Promise<MeetingWithPeople | undefined> {
  const locked = await lockedId(trx, id).skipLocked().executeTakeFirst();
  return locked && meetingsWithPeople(trx).where("m.id", "=", id).executeTakeFirst();
}

/** Those meetings that no other transaction holds, locked until this one ends. It waits for nobody. */
export async function lockFreeMeetings(
  trx: Transaction<Database>,
  ids: readonly string[],
): Promise<MeetingWithPeople[]> {
  const locked = await trx
    .selectFrom("zoom_meetings")
    .select("id")
    .where("id", "=", sql<string>`any(${ids}::uuid[])`)
    .orderBy("id")
    .forUpdate()
    .skipLocked()
    .execute();
  if (locked.length === 0) return [];
  const held = locked.map(({ id }) => id);
  return meetingsWithPeople(trx).where("m.id", "=", sql<string>`any(${held}::uuid[])`).execute();
}

export interface MeetingFilter {
  owner?: Owner;
  status?: MeetingStatus;
  attention?: Attention;
  hostEmail?: string;
  from?: Date;
  to?: Date;
  after?: { startTime: Date; id: string };
  limit: number;
}

/** Meetings by (start_time, id), at most `limit`. */
export function selectMeetings(db: Db, filter: MeetingFilter): Promise<MeetingWithPeople[]> {
  return meetingsWithPeople(db)
    .where((where) => where.and(conditionsOf(where, filter)))
    .orderBy("m.start_time")
    .orderBy("m.id")
    .limit(filter.limit)
    .execute();
}

function conditionsOf(
  where: ExpressionBuilder<Database & { m: Database["zoom_meetings"] }, "m">,
  { owner, status, attention, hostEmail, from, to, after }: MeetingFilter,
): Expression<SqlBool>[] {
  return [
    ...(status ? [where("m.status", "=", status)] : []),
    ...(attention ? [hasAttention(attention)] : []),
    ...(hostEmail !== undefined ? [where("m.host_email", "=", hostEmail)] : []),
    ...(from ? [where("m.start_time", ">=", from)] : []),
    ...(to ? [where("m.start_time", "<", to)] : []),
    ...(owner ? [isOwned(owner)] : []),
    ...(after ? [sql<SqlBool>`(m.start_time, m.id) > (${after.startTime}, ${after.id}::uuid)`] : []),
  ];
}

function isOwned({ side, externalId, emailHash }: Owner): Expression<SqlBool> {
  const person = sql.ref(side === "doctor" ? "d" : "p");
  return sql<SqlBool>`is_owned_by(
    ${person}.external_id, ${person}.email_hash, ${externalId}, (select unshared_email(${side}, ${emailHash})))`;
}

/** Returns the database's clock. @throws 23P01 (zoom_meetings_no_overlap) when the host is taken. */
export async function insertMeetingRow(trx: Transaction<Database>, meeting: NewMeeting): Promise<Date> {
  const { now } = await trx
    .insertInto("zoom_meetings")
    .values(meeting)
    .returning(sql<Date>`clock_timestamp()`.as("now"))
    .executeTakeFirstOrThrow();
  return now;
}

/** @throws 23P01 (zoom_meetings_no_overlap) when the host is taken. */
export async function updateMeetingRow(
  trx: Transaction<Database>,
  id: string,
  change: MeetingChange,
): Promise<void> {
  const written = await trx
    .updateTable("zoom_meetings")
    .set({ ...change, updated_at: sql`clock_timestamp()` })
    .where("id", "=", id)
    .returning([
      "id",
      "status as to",
      "outcome",
      // A query within sees the row as it was before.
      sql<MeetingStatus>`(select status from zoom_meetings where id = ${id})`.as("from"),
      sql<Outcome | null>`(select outcome from zoom_meetings where id = ${id})`.as("outcome_before"),
    ])
    .execute();
  noteChanges(trx, written.flatMap(notesOfRow));
}

/** Keeps a start URL with the meeting, unless it refers to another Zoom meeting by now. */
export async function storeHostUrl(
  db: Db,
  id: string,
  zoomMeetingId: string,
  change: MeetingChange,
): Promise<void> {
  await db
    .updateTable("zoom_meetings")
    .set(change)
    .where("id", "=", id)
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .execute();
}

/** The oldest and the newest meeting, as far as there are any. */
export async function outermostMeetings(db: Db): Promise<Pick<MeetingWithPeople, "id" | "topic">[]> {
  const end = (direction: "asc" | "desc") =>
    db
      .selectFrom("zoom_meetings as m")
      .select("id")
      .select(unsealable("m.topic").as("topic"))
      .orderBy("id", direction)
      .limit(1)
      .execute();
  return [...(await end("asc")), ...(await end("desc"))];
}
