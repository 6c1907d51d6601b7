import { type Db, insertAccess } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { newId } from "../../new-id.ts";
import { actorReference } from "../events/append-event.ts";

export interface Access {
  action: string;
  /** Null when access was given. */
  refusedFor: string | null;
  actor?: Actor;
  meetingId?: string;
  participantId?: string;
  linkId?: string;
  requestId?: string;
  /** The random mark of the browser: its keyed hash is kept. */
  device?: string;
}

/** Writes who reached for what. Access that was given belongs to the transaction that gives it. */
export const recordAccess = (
  { encryption }: Pick<Deps, "encryption">,
  db: Db,
  access: Access,
): Promise<void> =>
  insertAccess(db, {
    id: newId(),
    action: access.action,
    decision: access.refusedFor === null ? "allowed" : "refused",
    reason: access.refusedFor,
    actor: access.actor ? actorReference({ encryption }, access.actor) : null,
    actor_role: access.actor?.role ?? null,
    meeting_id: access.meetingId ?? null,
    participant_id: access.participantId ?? null,
    link_id: access.linkId ?? null,
    request_id: access.requestId ?? access.actor?.requestId ?? null,
    device:
      access.device === undefined
        ? null
        : encryption.keyedHash("device", access.device).toString("base64url"),
  });
