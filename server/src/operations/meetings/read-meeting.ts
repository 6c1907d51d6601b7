import {
  archivedVisitParticipants,
  findArchivedMeeting,
  type MeetingName,
  type ReadMeeting,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Permission } from "../../domain/policy.ts";
import { accessOfReading } from "../access/record-access.ts";
import { ownerOf, requireMeeting, requirePermission } from "./require-meeting.ts";

interface Reading {
  permission: Permission;
  /** The answer will hold links into the visit. */
  handsOver?: boolean;
}

/**
 * The meeting, also from the archive, when there is one and the caller may read it. A live one is in the access log then.
 * @throws DomainError FORBIDDEN, MEETING_NOT_FOUND
 */
export async function readMeeting(
  deps: Deps,
  actor: Actor,
  { permission, handsOver = false }: Reading,
  name: MeetingName,
): Promise<ReadMeeting> {
  const row = await deps.readMeeting({
    name,
    owner: requirePermission(actor, permission) === "own" ? ownerOf(deps, actor) : null,
    access: accessOfReading(deps, actor, permission, { ...name, handsOver }),
  });
  if (!row) return readArchived(deps, actor, permission, name);
  if (actor.call) actor.call.isLogged = true;
  return row;
}

async function readArchived(
  deps: Deps,
  actor: Actor,
  permission: Permission,
  name: MeetingName,
): Promise<ReadMeeting> {
  const row = requireMeeting(deps, actor, permission, await findArchivedMeeting(deps.db, name));
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
