import {
  archivedVisitParticipants,
  findArchivedMeeting,
  type MeetingName,
  type ReadMeeting,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Permission } from "../../domain/policy.ts";
import { newId } from "../../new-id.ts";
import { recordAccess } from "../access/record-access.ts";
import { actorReference } from "../events/append-event.ts";
import { ownerOf, requireMeeting, requirePermission } from "./require-meeting.ts";

interface Reading {
  permission: Permission;
  /** The action in the access log. */
  action: Permission;
}

/**
 * The meeting, also from the archive, when there is one and the caller may read it; the access log says so.
 * @throws DomainError FORBIDDEN, MEETING_NOT_FOUND
 */
export async function readMeeting(
  deps: Deps,
  actor: Actor,
  { permission, action }: Reading,
  name: MeetingName,
): Promise<ReadMeeting> {
  const row = await deps.readMeeting({
    name,
    owner: requirePermission(actor, permission) === "own" ? ownerOf(deps, actor) : null,
    access: {
      id: newId(),
      action,
      actor: actorReference(deps, actor),
      actorRole: actor.role,
      requestId: actor.requestId ?? null,
    },
  });
  return row ?? readArchived(deps, actor, { permission, action }, name);
}

async function readArchived(
  deps: Deps,
  actor: Actor,
  { permission, action }: Reading,
  name: MeetingName,
): Promise<ReadMeeting> {
  const row = requireMeeting(deps, actor, permission, await findArchivedMeeting(deps.db, name));
  await recordAccess(deps, deps.db, { action, refusedFor: null, actor, meetingId: row.id });
  const people = await archivedVisitParticipants(deps.db, row.id);
  const doctor = people.find(({ kind }) => kind === "doctor");
  const noLinks = {
    host_link_id: null,
    host_token: null,
    participant_link_id: null,
    participant_token: null,
  };
  return {
    ...row,
    doctor_participant_id: doctor?.id ?? null,
    doctor_name: doctor?.name ?? null,
    ...noLinks,
  };
}
