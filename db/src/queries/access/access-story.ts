import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type {
  AccessDecision,
  Evidence,
  MeetingStatus,
  Outcome,
  ParticipantKind,
  SeenAs,
  WaitingPlace,
} from "../../unions.ts";

/** One way into a visit: a link that was issued, whatever became of it. */
export interface IssuedLink {
  id: string;
  participant_id: string;
  kind: ParticipantKind;
  created_at: Date;
  revoked_at: Date | null;
}

/** A row of the access log about a visit. */
export interface AccessOfVisit {
  at: Date;
  action: string;
  decision: AccessDecision;
  reason: string | null;
  actor: string | null;
  actor_role: string | null;
  hands_over: boolean;
  participant_id: string | null;
  link_id: string | null;
  device: string | null;
}

/** A time that somebody spent in the room, or waiting for it. */
export interface PresenceOfVisit {
  participant_id: string | null;
  person_no: number;
  seen_as: SeenAs;
  recognised_by: Evidence | null;
  /** Null in the room. */
  place: WaitingPlace | null;
  from: Date | null;
  to: Date | null;
}

export interface AccessStory {
  meeting_id: string;
  created_at: Date;
  start_time: Date;
  duration: number;
  status: MeetingStatus;
  outcome: Outcome | null;
  archived: boolean;
  links: IssuedLink[];
  accesses: AccessOfVisit[];
  presences: PresenceOfVisit[];
}

/** Everything that says who could have joined the visit of an appointment, and who did; undefined where it has no meeting. */
export async function accessStoryOf(db: Db, appointmentId: string): Promise<AccessStory | undefined> {
  const meetings = await sql<Omit<AccessStory, "links" | "accesses" | "presences">>`
    select id as meeting_id, created_at, start_time, duration, status, outcome, false as archived
    from zoom_meetings where appointment_id = ${appointmentId}
    union all
    select id, created_at, start_time, duration, status, outcome, true
    from zoom_meetings_archive where appointment_id = ${appointmentId}`.execute(db);
  const [meeting] = meetings.rows;
  if (!meeting) return undefined;
  const id = meeting.meeting_id;
  const links = await sql<IssuedLink>`
    select l.id, l.participant_id, p.kind, l.created_at, l.revoked_at
    from join_links l join participants p on p.id = l.participant_id where l.meeting_id = ${id}
    union all
    select l.id, l.participant_id, p.kind, l.created_at, l.revoked_at
    from join_links_archive l join participants_archive p on p.id = l.participant_id where l.meeting_id = ${id}
    order by created_at, id`.execute(db);
  const presences = await sql<PresenceOfVisit>`
    select participant_id, person_no, seen_as, recognised_by, null as place, joined_at as from, left_at as to
    from attendances where meeting_id = ${id}
    union all select participant_id, person_no, seen_as, recognised_by, null, joined_at, left_at
    from attendances_archive where meeting_id = ${id}
    union all select participant_id, person_no, seen_as, recognised_by, place, began_at, ended_at
    from waits where meeting_id = ${id}
    union all select participant_id, person_no, seen_as, recognised_by, place, began_at, ended_at
    from waits_archive where meeting_id = ${id}
    order by "from" nulls last, person_no`.execute(db);
  return {
    ...meeting,
    links: links.rows,
    accesses: await accessesOfVisit(db, meeting, appointmentId),
    presences: presences.rows,
  };
}

/** The rows of the access log about a visit, and of streams that told of all visits since it was booked; oldest first. */
async function accessesOfVisit(
  db: Db,
  { meeting_id: meetingId, created_at: bookedAt }: Pick<AccessStory, "meeting_id" | "created_at">,
  appointmentId: string,
): Promise<AccessOfVisit[]> {
  const { rows } = await sql<AccessOfVisit>`
    select at, action, decision, reason, actor, actor_role, hands_over, participant_id, link_id, device
    from access_log
    where meeting_id = ${meetingId} or meeting_ids @> array[${meetingId}::uuid] or appointment_id = ${appointmentId}
    union all
    select at, action, decision, reason, actor, actor_role, hands_over, participant_id, link_id, device
    from access_log
    where action = 'lifecycle.events' and meeting_id is null and decision = 'allowed' and actor_role <> 'doctor'
      and at >= ${bookedAt}::timestamptz
    order by at`.execute(db);
  return rows;
}
