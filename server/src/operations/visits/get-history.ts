import {
  attendancesOf,
  eventsOf,
  type MeetingEventRow,
  patientRedirects,
  sessionsOf,
} from "@patientcare/zoom-db";
import { type DeclaredEventType, declaredEventTypes, type EventType } from "@patientcare/zoom-db/unions";
import type { History } from "../../contract/lifecycle.ts";
import type { MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { type DeclaredEvent, historyOf, type LearntSession } from "../../domain/visit/history.ts";
import { stillStands } from "../../domain/visit/new-signals.ts";
import { recordAccess } from "../access/record-access.ts";
import { findMeetingOrArchived } from "../meetings/find-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "../meetings/require-meeting.ts";
import { visitFactsOf } from "./refresh-visits.ts";

/** The transitions of the meeting's status, oldest first: computed from declared events and sessions. */
export async function getHistory(deps: Deps, actor: Actor, { meetingId }: MeetingById): Promise<History> {
  requirePermission(actor, "lifecycle.history");
  const found = await findMeetingOrArchived(deps.db, meetingId);
  const row = requireMeeting(deps, actor, "lifecycle.history", found);
  await recordAccess(deps, deps.db, {
    action: "lifecycle.history",
    refusedFor: null,
    actor,
    meetingId: row.id,
  });
  const events = await eventsOf(deps.db, row.id);
  const declaredEvents = events.flatMap((event) => declaredEventOf(deps, event) ?? []);
  const sessions = await learntSessions(deps, row.id);
  const redirects = await patientRedirects(deps.db, [row.id]);
  const { patientRedirected } = visitFactsOf(
    deps,
    row,
    sessions,
    redirects.map(({ at }) => at),
  );
  const emitted = events.map(({ effect_key, type, data }) => ({ effectKey: effect_key, type, data }));
  const patientCame = patientRedirected || stillStands(emitted, "waited", "patient");
  return { transitions: historyOf(declaredEvents, sessions, deps.config.joinWindow, row.now, patientCame) };
}

function declaredEventOf(deps: Deps, event: MeetingEventRow): DeclaredEvent | null {
  const { type } = event;
  if (!isDeclared(type)) return null;
  const { startTime, duration } = event.data;
  const place = { record: "meeting_events", column: "reason", id: event.id };
  return {
    type,
    at: event.occurred_at,
    source: event.source,
    actorRole: event.actor_role,
    reason: event.reason && deps.encryption.decrypt(place, event.reason),
    slot: typeof startTime === "string" ? { start: new Date(startTime), duration: Number(duration) } : null,
  };
}

const declared: ReadonlySet<EventType> = new Set(declaredEventTypes);
const isDeclared = (type: EventType): type is DeclaredEventType => declared.has(type);

async function learntSessions({ db }: Deps, meetingId: string): Promise<LearntSession[]> {
  const attendances = await attendancesOf(db, meetingId);
  return (await sessionsOf(db, meetingId)).map((session) => ({
    uuid: session.zoom_uuid,
    zoomMeetingId: session.zoom_meeting_id,
    startedAt: session.started_at ?? session.created_at,
    endedAt: session.ended_at,
    learntAt: session.created_at,
    stays: attendances
      .filter((attendance) => attendance.session_id === session.id)
      .map((attendance) => ({
        key: attendance.stay_key,
        who: attendance.kind === "doctor" || attendance.kind === "patient" ? attendance.kind : null,
        recognisedBy: attendance.recognised_by,
        joinedAt: attendance.joined_at,
        leftAt: attendance.left_at,
      })),
  }));
}
