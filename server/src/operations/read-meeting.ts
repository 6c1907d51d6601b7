import type { MeetingName, ReadMeeting } from "@patientcare/zoom-db";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import type { Permission } from "../domain/policy.ts";
import { newId } from "../new-id.ts";
import { actorReference } from "./record-word.ts";
import { meetingNotFound, requirePermission } from "./require-meeting.ts";

/**
 * The meeting, when there is one and the caller may read it; the access log says so under `action`.
 * @throws DomainError FORBIDDEN, MEETING_NOT_FOUND
 */
export async function readMeeting(
  deps: Deps,
  actor: Actor,
  { permission, action }: { permission: Permission; action: Permission },
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
  if (!row) throw meetingNotFound();
  return row;
}

/** Whose meetings these callers may see. */
export function ownerOf({ encryption }: Pick<Deps, "encryption">, actor: Actor) {
  return {
    side: actor.role === "doctor" ? ("doctor" as const) : ("patient" as const),
    externalId: actor.sub,
    emailHash: actor.email ? encryption.emailHash(actor.email) : null,
  };
}
