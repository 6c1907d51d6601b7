import type { Db } from "../../client.ts";
import { executePrepared } from "../../prepared.ts";
import type { AttendanceRow, JoinLinkRow, MeetingEventRow, SessionRow } from "../../schema.ts";
import type {
  Attention,
  LinkRole,
  MeetingStatus,
  Outcome,
  ParticipantKind,
  SignalType,
  WaitingPlace,
} from "../../unions.ts";
import type { MeetingReading } from "../meetings/read-meetings.ts";
import { unsealableSql } from "../people/person-keys.ts";
import type { StoredStay } from "./presences.ts";
import type { VisitParticipant } from "./visit-people.ts";

type Person = Pick<AttendanceRow, "participant_id" | "person_no" | "seen_as" | "recognised_by" | "counts">;

/** A visit with all that was stored of it, live or archived. */
export interface StoredVisit {
  id: string;
  appointment_id: string;
  start_time: Date;
  duration: number;
  timezone: string;
  host_email: string;
  status: MeetingStatus;
  outcome: Outcome | null;
  slot_since: Date | null;
  declared_ended_at: Date | null;
  /** All that hold, in no order. */
  attentions: Attention[];
  now: Date;
  /** When Zoom last delivered something, about whatever visit. */
  zoom_heard_at: Date | null;
  participants: Pick<VisitParticipant, "id" | "kind" | "name">[];
  sessions: Omit<SessionRow, "clinic_id" | "meeting_id" | "slot_start">[];
  stays: StoredStay[];
  waits: (Person & { place: WaitingPlace; began_at: Date; ended_at: Date | null })[];
  /** As they were emitted, oldest first. */
  signals: (Pick<MeetingEventRow, "occurred_at" | "data"> & { type: SignalType | "corrected" })[];
  /** All links that were ever issued, oldest first. */
  links: (Pick<JoinLinkRow, "id" | "created_at" | "revoked_at"> & {
    role: LinkRole;
    kind: ParticipantKind;
  })[];
}

type Reading = Omit<MeetingReading, "name"> & { meetingId: string; deliveryKey: string };

/**
 * Reads a visit for one caller in one round trip, and writes the access log; undefined where there is no such visit, or
 * not for this caller.
 */
export async function readVisit(
  db: Db,
  { meetingId, owner, access, deliveryKey }: Reading,
): Promise<StoredVisit | undefined> {
  const { rows } = await executePrepared<StoredVisit>(db, {
    name: "read_visit",
    text: readVisitSql,
    values: [
      meetingId,
      owner?.side ?? null,
      owner?.externalId ?? null,
      owner?.emailHash ?? null,
      access?.id,
      access?.action,
      access?.actor,
      access?.actor_role,
      access?.request_id,
      deliveryKey,
      access?.seal,
    ],
  });
  const [row] = rows;
  if (!row) return undefined;
  return {
    ...row,
    sessions: withDates(row.sessions, ["started_at", "ended_at", "heard_at", "created_at"]),
    stays: withDates(row.stays, ["joined_at", "left_at"]),
    waits: withDates(row.waits, ["began_at", "ended_at"]),
    signals: withDates(row.signals, ["occurred_at"]),
    links: withDates(row.links, ["created_at", "revoked_at"]),
  };
}

/** In JSON a time is text. */
const withDates = <Row extends object>(rows: readonly Row[], columns: readonly (keyof Row)[]): Row[] =>
  rows.map((row) => {
    const dates = columns.map((column) => [column, row[column] && new Date(String(row[column]))]);
    return { ...row, ...Object.fromEntries(dates) };
  });

const ofVisit = (table: string, columns: string) => `(
      select ${columns} from ${table} where meeting_id = found.id
      union all select ${columns} from ${table}_archive where meeting_id = found.id)`;

const listOf = (name: string, from: string, order: string) => `
    (select coalesce(jsonb_agg(to_jsonb(one) order by ${order}), '[]') from (${from}) one) as ${name}`;

const person = "participant_id, person_no, seen_as, recognised_by, counts";

const meetingColumns = `id, appointment_id, start_time, duration, timezone, host_email, status, outcome, slot_since,
      declared_ended_at`;

const readVisitSql = `
  with found as (
    select m.*, clock_timestamp() as now
    from (
      select ${meetingColumns} from zoom_meetings where id = $1::uuid
      union all select ${meetingColumns} from zoom_meetings_archive where id = $1::uuid
    ) m
    join appointments a on a.id = m.appointment_id
    join persons d on d.id = a.doctor_id
    join persons p on p.id = a.patient_id
    where case $2::text
        when 'doctor' then is_owned_by(d.external_id, d.email_hash, $3::text, unshared_email('doctor', $4::bytea))
        when 'patient' then is_owned_by(p.external_id, p.email_hash, $3::text, unshared_email('patient', $4::bytea))
        else $2::text is null
      end
  ), logged as (
    insert into access_log (id, action, decision, actor, actor_role, meeting_id, persons, request_id, seal)
    select $5::uuid, $6::text, 'allowed', $7::text, $8::text, id,
      array(select distinct kind from ${ofVisit("participants", "kind")} people), $9::text, $11::bytea
    from found where $5::uuid is not null
  )
  select ${meetingColumns}, now,
    array(select kind from ${ofVisit("meeting_attentions", "kind")} kinds) as attentions,
    (select at from webhook_health where key = $10::text) as zoom_heard_at,
    ${listOf(
      "participants",
      `select t.id, t.kind, ${unsealableSql("t.name")} as name, t.created_at
      from ${ofVisit("participants", "id, kind, name, created_at, removed_at, deferred")} t
      where t.removed_at is null and not t.deferred`,
      "created_at, id",
    )},
    ${listOf("sessions", ofVisit("meeting_sessions", "id, zoom_meeting_id, zoom_uuid, started_at, ended_at, heard_at, complete, end_assumed, created_at"), "coalesce(started_at, created_at), id")},
    ${listOf("stays", ofVisit("attendances", `session_id, stay_key, ${person}, rivals, joined_at, left_at`), "joined_at, left_at, person_no")},
    ${listOf("waits", ofVisit("waits", `place, ${person}, began_at, ended_at`), "began_at, ended_at, person_no")},
    ${listOf(
      "signals",
      `select * from ${ofVisit("meeting_events", "id, type, occurred_at, recorded_at, effect_key, data")} events
      where effect_key like 'signal:%'`,
      "recorded_at, id",
    )},
    ${listOf(
      "links",
      `select l.id, l.created_at, l.revoked_at, t.role, t.kind
      from ${ofVisit("join_links", "id, participant_id, created_at, revoked_at")} l
      join ${ofVisit("participants", "id, role, kind")} t on t.id = l.participant_id`,
      "created_at, id",
    )}
  from found`;
