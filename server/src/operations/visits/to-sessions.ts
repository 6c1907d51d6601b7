import type { SessionRow, StoredStay } from "@patientcare/zoom-db";
import type { LearntSession } from "../../domain/visit/history-moments.ts";

type Row = Pick<
  SessionRow,
  | "id"
  | "zoom_uuid"
  | "zoom_meeting_id"
  | "started_at"
  | "ended_at"
  | "heard_at"
  | "complete"
  | "end_assumed"
  | "created_at"
>;

/** Sessions with their stays, as they were stored. */
export function toSessions(rows: readonly Row[], stays: readonly StoredStay[]): LearntSession[] {
  const staysOf = Map.groupBy(stays, ({ session_id }) => session_id);
  return rows.map((session) => ({
    uuid: session.zoom_uuid,
    zoomMeetingId: session.zoom_meeting_id,
    startedAt: session.started_at ?? session.created_at,
    endedAt: session.ended_at,
    heardAt: session.heard_at,
    complete: session.complete,
    endAssumed: session.end_assumed,
    learntAt: session.created_at,
    stays: (staysOf.get(session.id) ?? []).map((stay) => ({
      key: stay.stay_key,
      person: stay.person_no,
      who: stay.seen_as,
      recognisedBy: stay.recognised_by,
      participantId: stay.participant_id,
      rivals: stay.rivals,
      counts: stay.counts,
      joinedAt: stay.joined_at,
      leftAt: stay.left_at,
    })),
  }));
}
