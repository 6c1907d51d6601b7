import { currentParticipant, lockMeeting, type MeetingName, type ReadMeeting } from "@patientcare/zoom-db";
import type { LinkRole } from "@patientcare/zoom-db/unions";
import type { LegacyMeeting } from "../../contract/legacy.ts";
import type { Deps } from "../../deps.ts";
import type { Actor, Role } from "../../domain/actor.ts";
import { grantFor } from "../../domain/policy.ts";
import { kindOf, passwordOf, stateOfLink } from "../links/get-link.ts";
import { issueLink, urlOfLink } from "../links/issue-link.ts";
import { readSaid } from "../people/said-with-booking.ts";
import { transact } from "../transact.ts";
import { readMeeting } from "./read-meeting.ts";
import { requireMeeting } from "./require-meeting.ts";
import { viewMeeting } from "./view-meeting.ts";

/**
 * The meeting as REST callers know it, with the links that the caller may have. The access log says that links were handed
 * over, as with `links.get`.
 * @throws DomainError FORBIDDEN, MEETING_NOT_FOUND
 */
export async function getLegacyMeeting(deps: Deps, actor: Actor, name: MeetingName): Promise<LegacyMeeting> {
  const mayHave = (role: LinkRole) => grantFor(`links.get:${role}`, actor.role) !== "never";
  const handsOver = mayHaveLinks(actor.role);
  const row = await readMeeting(deps, actor, { permission: "meetings.get", handsOver }, name);
  const state = stateOfLink(deps, row, false);
  const handedOut = (role: LinkRole) => state !== "over" && state !== "cancelled" && mayHave(role);
  const urlFor = async (role: LinkRole) => (handedOut(role) ? linkOf(deps, actor, row, role) : null);
  const meeting = viewMeeting(deps, actor, row);
  const doctorName = readSaid(deps.encryption, "name", row.doctor_participant_id, row.doctor_name);
  return {
    id: meeting.id,
    meetingId: meeting.zoomMeetingId,
    appointmentId: meeting.appointmentId,
    topic: meeting.topic,
    startTime: meeting.startTime,
    duration: meeting.duration,
    hostUrl: await urlFor("host"),
    joinUrl: await urlFor("participant"),
    password: state === "open" && handsOver ? passwordOf(deps, row) : null,
    status: meeting.status,
    hostEmail: meeting.hostEmail,
    participants: [
      { email: meeting.hostEmail, name: doctorName, role: "host" },
      { email: meeting.participantEmail, name: meeting.participantName, role: "participant" },
    ],
    createdAt: meeting.createdAt,
    updatedAt: meeting.updatedAt,
  };
}

/** Whether callers of this role find links in a meeting, as long as it has a way in. */
export const mayHaveLinks = (role: Role): boolean =>
  (["host", "participant"] as const).some((link) => grantFor(`links.get:${link}`, role) !== "never");

async function linkOf(deps: Deps, actor: Actor, row: ReadMeeting, role: LinkRole): Promise<string | null> {
  const id = row[`${role}_link_id`];
  const token = row[`${role}_token`];
  if (id !== null && token !== null) return urlOfLink(deps, { id, token });
  return transact(deps, async (trx) => {
    // Locked: whoever the visit passes to meanwhile, their link must not go to the one before.
    requireMeeting(deps, actor, "meetings.get", await lockMeeting(trx, row.id));
    const participant = await currentParticipant(trx, row.id, kindOf(role));
    return participant ? (await issueLink(deps, trx, participant)).url : null;
  });
}
