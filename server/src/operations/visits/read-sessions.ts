import { attendancesOf, type Db, sessionsOf } from "@patientcare/zoom-db";
import type { LearntSession } from "../../domain/visit/history.ts";

/** The sessions of a meeting as they were stored with their stays, archived or not. */
export async function readSessions(db: Db, meetingId: string): Promise<LearntSession[]> {
  const attendances = Map.groupBy(await attendancesOf(db, meetingId), ({ session_id }) => session_id);
  return (await sessionsOf(db, meetingId)).map((session) => ({
    uuid: session.zoom_uuid,
    zoomMeetingId: session.zoom_meeting_id,
    startedAt: session.started_at ?? session.created_at,
    endedAt: session.ended_at,
    heardAt: session.heard_at,
    complete: session.complete,
    endAssumed: session.end_assumed,
    learntAt: session.created_at,
    stays: (attendances.get(session.id) ?? []).map((stay) => ({
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
