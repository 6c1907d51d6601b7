import {
  type Db,
  deferredPatient,
  findEmailProof,
  findPerson,
  type MeetingWithPeople,
  participantWithLink,
} from "@patientcare/zoom-db";
import type { LinkRole } from "@patientcare/zoom-db/unions";
import type { Link, LinkOf } from "../../contract/links.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { closesAt, type LinkState, linkState, opensAt } from "../../domain/join-window.ts";
import { recordCall } from "../access/record-access.ts";
import { lockMeetingOrArchived } from "../meetings/lock-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "../meetings/require-meeting.ts";
import { topicOf } from "../meetings/stored-topic.ts";
import { transact } from "../transact.ts";
import { issueLink } from "./issue-link.ts";

/**
 * The caller's way into a visit. The link is ours and closed until the window opens; the passcode shows only
 * while it is open.
 * @throws DomainError LINK_EXPIRED, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function getLink(deps: Deps, actor: Actor, { meetingId, role }: LinkOf): Promise<Link> {
  requirePermission(actor, `links.get:${role}`);
  return transact(deps, async (trx) => {
    // Locked: whoever the visit passes to meanwhile, their link must not go to the one before, nor outlive them.
    const found = await lockMeetingOrArchived(trx, meetingId);
    const owned = found && role === "participant" ? await ofPatientToCome(trx, found) : found;
    const row = requireMeeting(deps, actor, `links.get:${role}`, owned);
    const state = requireWayIn(deps, row);
    const participant = await participantWithLink(trx, row.id, kindOf(role));
    if (!participant) throw new Error("A meeting has no participant for this role");
    const link = await issueLink(deps, trx, participant);
    await recordCall(deps, trx, actor, "links.get", {
      meetingId: row.id,
      participantId: participant.id,
      linkId: link.id,
      persons: [kindOf(role)],
      handsOver: true,
    });
    const slot = { start: row.start_time, duration: row.duration };
    return {
      url: link.url,
      role,
      opensAt: opensAt(slot, deps.config.joinWindow),
      expiresAt: closesAt(slot, deps.config.joinWindow),
      password: state === "open" ? passwordOf(deps, row) : null,
      meetingId: row.zoom_meeting_id,
      topic: topicOf(deps, row),
      startTime: row.start_time,
    };
  });
}

/** The state of a link that is handed out now. @throws DomainError LINK_EXPIRED */
export function requireWayIn(deps: Pick<Deps, "config">, row: MeetingWithPeople): LinkState {
  const state = stateOfLink(deps, row, false);
  if (state === "over" || state === "cancelled") {
    throw new DomainError("LINK_EXPIRED", "The visit is over or cancelled: there is no way in any more");
  }
  return state;
}

/** While a change of patient waits, the participant's side is the new patient's already, and no longer the former's. */
async function ofPatientToCome(db: Db, row: MeetingWithPeople): Promise<MeetingWithPeople> {
  const waiting = row.archived_at ? undefined : await deferredPatient(db, row.id);
  if (!waiting) return row;
  const person = await findPerson(db, waiting.person_id);
  const patient_email_proof = await findEmailProof(db, "patient", person);
  return { ...row, patient_external_id: person.external_id, patient_email_proof };
}

export const kindOf = (role: LinkRole) => (role === "host" ? "doctor" : "patient");

/** The state of a link of this meeting now. */
export function stateOfLink(
  { config }: Pick<Deps, "config">,
  row: Pick<
    MeetingWithPeople,
    "start_time" | "duration" | "status" | "cancel_when_over" | "declared_ended_at" | "missing_since" | "now"
  >,
  revoked: boolean,
): LinkState {
  return linkState(
    {
      slot: { start: row.start_time, duration: row.duration },
      status: row.status,
      revoked,
      closedToNewEntries: row.cancel_when_over,
      declaredEnded: row.declared_ended_at !== null,
      missing: row.missing_since !== null,
    },
    config.joinWindow,
    row.now,
  );
}

/** The passcode of the Zoom meeting, as far as there is one. */
export function passwordOf(
  { encryption }: Pick<Deps, "encryption">,
  row: Pick<MeetingWithPeople, "id" | "password">,
): string | null {
  if (row.password === null) return null;
  return encryption.decrypt({ record: "zoom_meetings", column: "password", id: row.id }, row.password);
}
