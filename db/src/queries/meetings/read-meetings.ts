import type { Db } from "../../client.ts";
import type { Owner } from "../../ownership.ts";
import { executePrepared } from "../../prepared.ts";
import type { Encrypted, Readable } from "../../schema.ts";
import type { NewAccess } from "../access/access-log.ts";
import { unsealableSql } from "../people/person-keys.ts";
import type { MeetingWithPeople } from "./meetings.ts";

export type MeetingName = { meetingId: string } | { appointmentId: string };

/** One read for one caller: its row of the access log is written with the answer, and only with it. Null writes none. */
export interface MeetingReading {
  name: MeetingName;
  /** Null for those who may read all. */
  owner: Owner | null;
  access: ReadingAccess | null;
}

/** The row of the access log, but for the meeting that is found. */
export type ReadingAccess = Pick<
  NewAccess,
  "id" | "action" | "actor" | "actor_role" | "request_id" | "hands_over" | "seal"
>;

/** The columns that reading a meeting needs of its row, its appointment, its people and their live links. */
export type ReadMeeting = Pick<
  MeetingWithPeople,
  | "id"
  | "appointment_id"
  | "appointment_status"
  | "zoom_meeting_id"
  | "topic"
  | "start_time"
  | "duration"
  | "timezone"
  | "password"
  | "status"
  | "outcome"
  | "evidence_outcome"
  | "stated_outcome"
  | "disputed"
  | "attentions"
  | "host_email"
  | "declared_ended_at"
  | "missing_since"
  | "cancel_when_over"
  | "created_at"
  | "updated_at"
  | "patient_participant_id"
  | "patient_name"
  | "patient_email"
  | "now"
> & {
  doctor_participant_id: string | null;
  /** As it was said with this booking. */
  doctor_name: Readable | null;
  host_link_id: string | null;
  host_token: Encrypted | null;
  participant_link_id: string | null;
  participant_token: Encrypted | null;
};

/**
 * Reads many meetings in one round trip, each for its own caller, and writes the access log. Answers stand in the order
 * of the questions; undefined where there is no such meeting, or not for this caller.
 */
export async function readMeetings(
  db: Db,
  readings: readonly MeetingReading[],
): Promise<(ReadMeeting | undefined)[]> {
  const { rows } = await executePrepared<ReadMeeting & { place: number }>(db, {
    name: "read_meetings",
    text: readMeetingsSql,
    values: [
      readings.map(({ name }) => ("meetingId" in name ? name.meetingId : null)),
      readings.map(({ name }) => ("appointmentId" in name ? name.appointmentId : null)),
      readings.map(({ owner }) => owner?.side ?? null),
      readings.map(({ owner }) => owner?.externalId ?? null),
      readings.map(({ owner }) => owner?.emailHash ?? null),
      readings.map(({ access }) => access?.id ?? null),
      readings.map(({ access }) => access?.action ?? null),
      readings.map(({ access }) => access?.actor ?? null),
      readings.map(({ access }) => access?.actor_role ?? null),
      readings.map(({ access }) => access?.request_id ?? null),
      readings.map(({ access }) => access?.hands_over ?? null),
      readings.map(({ access }) => access?.seal ?? null),
    ],
  });
  const answers: (ReadMeeting | undefined)[] = readings.map(() => undefined);
  for (const { place, ...row } of rows) answers[place - 1] = row;
  return answers;
}

const participantJoin = (kind: "doctor" | "patient") => `
    left join lateral (
      select t.id as participant_id, t.name, t.email, l.id, l.token
      from participants t left join join_links l on l.participant_id = t.id and l.revoked_at is null
      where t.meeting_id = m.id and t.kind = '${kind}' and t.removed_at is null and not t.deferred
      limit 1
    ) ${kind} on true`;

const isOwned = (person: "d" | "p", side: "doctor" | "patient") =>
  `is_owned_by(${person}.external_id, ${person}.email_hash, requested.owner_external_id,
            unshared_email('${side}', requested.owner_email_hash))`;

// The limits keep the planner to one look-up per question, however few it takes the questions to be.
const readMeetingsSql = `
  with requested as (
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[],
      $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::boolean[], $12::bytea[]) with ordinality
    as requested (meeting_id, appointment_id, owner_side, owner_external_id, owner_email_hash,
      access_id, action, actor, actor_role, request_id, hands_over, seal, place)
  ), found as (
    select requested.place::integer, requested.access_id, requested.action, requested.actor, requested.actor_role,
      requested.request_id, requested.hands_over, requested.seal, requested.appointment_id as asked_appointment_id, meeting.*
    from requested cross join lateral (
      select m.id, m.appointment_id, a.status as appointment_status, m.zoom_meeting_id,
        ${unsealableSql("m.topic")} as topic, m.start_time,
        m.duration, m.timezone, m.password, m.status, m.outcome, m.evidence_outcome,
        m.stated_outcome, m.disputed, array(select kind from meeting_attentions where meeting_id = m.id) as attentions, m.host_email, m.declared_ended_at, m.missing_since,
        m.cancel_when_over, m.created_at, m.updated_at, doctor.participant_id as doctor_participant_id,
        ${unsealableSql("doctor.name")} as doctor_name, patient.participant_id as patient_participant_id,
        ${unsealableSql("patient.name")} as patient_name, ${unsealableSql("patient.email")} as patient_email,
        clock_timestamp() as now, doctor.id as host_link_id, doctor.token as host_token,
        patient.id as participant_link_id, patient.token as participant_token
      from zoom_meetings m
      join appointments a on a.id = m.appointment_id
      join persons d on d.id = a.doctor_id
      join persons p on p.id = a.patient_id
      ${participantJoin("doctor")}
      ${participantJoin("patient")}
      where m.id = coalesce(
          requested.meeting_id, (select id from zoom_meetings where appointment_id = requested.appointment_id))
        and case requested.owner_side
          when 'doctor' then ${isOwned("d", "doctor")}
          when 'patient' then ${isOwned("p", "patient")}
          else requested.owner_side is null
        end
      limit 1
    ) meeting
  ), logged as (
    insert into access_log
      (id, action, decision, actor, actor_role, meeting_id, appointment_id, persons, hands_over, request_id, seal)
    select access_id, action, 'allowed', actor, actor_role, id, asked_appointment_id, '{doctor,patient}', hands_over,
      request_id, seal
    from found where access_id is not null
  )
  select place, id, appointment_id, appointment_status, zoom_meeting_id, topic, start_time, duration, timezone,
    password, status, outcome, evidence_outcome, stated_outcome, disputed, attentions, host_email, declared_ended_at, missing_since, cancel_when_over, created_at, updated_at,
    doctor_participant_id, doctor_name, patient_participant_id, patient_name, patient_email, now,
    host_link_id, host_token, participant_link_id, participant_token
  from found`;
