import {
  currentParticipant,
  type Database,
  findMeeting,
  findMeetingByAppointment,
  findMeetingByZoomId,
  findPerson,
  type LinkRole,
  lockMeeting,
  type MeetingWithPeople,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { LegacyLookup, LegacyMeeting } from "../contract/legacy.ts";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import { grantFor } from "../domain/policy.ts";
import { kindOf, passwordOf, stateOfLink } from "./get-link.ts";
import { issueLink } from "./issue-link.ts";
import { viewMeeting } from "./meeting-view.ts";
import { recordAccess } from "./record-access.ts";
import { requireMeeting } from "./require-meeting.ts";

/**
 * The meeting as REST callers know it, with the links that the caller may have. Reading it is logged like
 * `links.get`.
 * @throws DomainError FORBIDDEN, MEETING_NOT_FOUND
 */
export async function getLegacyMeeting(
  deps: Deps,
  actor: Actor,
  lookup: LegacyLookup,
): Promise<LegacyMeeting> {
  return deps.db.transaction().execute(async (trx) => {
    const found = await find(trx, lookup);
    const row = requireMeeting(deps, actor, "meetings.get", found && (await lockMeeting(trx, found.id)));
    const state = stateOfLink(deps, row, false);
    const handedOut = state !== "over" && state !== "cancelled";
    const mayHave = (role: LinkRole) => handedOut && grantFor(`links.get:${role}`, actor.role) !== "never";
    const urlFor = async (role: LinkRole) => (mayHave(role) ? linkOf(deps, trx, row, role) : null);
    const meeting = viewMeeting(deps, row);
    const answer = {
      id: meeting.id,
      meetingId: meeting.zoomMeetingId,
      appointmentId: meeting.appointmentId,
      topic: meeting.topic,
      startTime: meeting.startTime,
      duration: meeting.duration,
      hostUrl: await urlFor("host"),
      joinUrl: await urlFor("participant"),
      password:
        state === "open" && (mayHave("host") || mayHave("participant")) ? passwordOf(deps, row) : null,
      status: meeting.status,
      hostEmail: meeting.hostEmail,
      participants: [
        { email: meeting.hostEmail, name: await doctorName(deps, trx, row), role: "host" as const },
        { email: meeting.participantEmail, name: meeting.participantName, role: "participant" as const },
      ],
      createdAt: meeting.createdAt,
      updatedAt: meeting.updatedAt,
    };
    await recordAccess(deps, trx, { action: "links.get", refusedFor: null, actor, meetingId: row.id });
    return answer;
  });
}

async function find(
  trx: Transaction<Database>,
  { meetingId, appointmentId, zoomMeetingId }: LegacyLookup,
): Promise<MeetingWithPeople | undefined> {
  if (meetingId !== undefined) return findMeeting(trx, meetingId);
  if (appointmentId !== undefined) return findMeetingByAppointment(trx, appointmentId);
  return zoomMeetingId === undefined ? undefined : findMeetingByZoomId(trx, zoomMeetingId);
}

async function linkOf(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  role: LinkRole,
): Promise<string | null> {
  const participant = await currentParticipant(trx, row.id, kindOf(role));
  return participant ? (await issueLink(deps, trx, participant)).url : null;
}

async function doctorName(
  { encryption }: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
): Promise<string | null> {
  const { name } = await findPerson(trx, row.doctor_person_id);
  return name && encryption.decrypt({ record: "persons", column: "name", id: row.doctor_person_id }, name);
}
