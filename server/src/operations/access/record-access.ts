import {
  type Database,
  type Db,
  insertAccess,
  type NewAccess,
  type ReadingAccess,
} from "@patientcare/zoom-db";
import type { ParticipantKind } from "@patientcare/zoom-db/unions";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { newId } from "../../new-id.ts";
import { actorReference } from "../events/append-event.ts";
import { noteLogged } from "../transact.ts";
import { sealOf } from "./seal-access.ts";

/** The part of an answer that the access log keeps. */
export interface Reached {
  meetingId?: string | null;
  /** Where an answer holds any number of meetings. */
  meetingIds?: readonly string[];
  /** The appointment by which the caller named the meeting. */
  appointmentId?: string | null;
  participantId?: string;
  linkId?: string;
  persons?: readonly ParticipantKind[];
  /** The answer holds links into the visit. */
  handsOver?: boolean;
}

export interface Access extends Reached {
  action: string;
  /** Null when access was given. */
  refusedFor: string | null;
  actor?: Actor;
  requestId?: string;
  /** The random mark of the browser: its keyed hash is kept. */
  device?: string;
}

/** The row of the access log: who reached for what, sealed. */
export function accessRow({ encryption }: Pick<Deps, "encryption">, access: Access): NewAccess {
  const { actor, device } = access;
  const row: Omit<NewAccess, "seal"> = {
    id: newId(),
    action: access.action,
    decision: access.refusedFor === null ? "allowed" : "refused",
    reason: access.refusedFor,
    actor: actor ? actorReference({ encryption }, actor) : null,
    actor_role: actor?.role ?? null,
    meeting_id: access.meetingId ?? null,
    meeting_ids: access.meetingIds ? [...access.meetingIds] : null,
    appointment_id: access.appointmentId ?? null,
    persons: [...(access.persons ?? [])],
    hands_over: access.handsOver ?? false,
    participant_id: access.participantId ?? null,
    link_id: access.linkId ?? null,
    request_id: access.requestId ?? actor?.call?.requestId ?? null,
    device: device === undefined ? null : encryption.keyedHash("device", device).toString("base64url"),
  };
  return { ...row, seal: sealOf(encryption, row) };
}

/** Writes who reached for what, in the transaction that decides on it. */
export const recordAccess = (deps: Pick<Deps, "encryption">, db: Db, access: Access): Promise<void> =>
  insertAccess(db, [accessRow(deps, access)]);

/** Writes the row of a call in the transaction that decides on it: neither is there without the other. */
export async function recordCall(
  deps: Pick<Deps, "encryption">,
  trx: Transaction<Database>,
  actor: Actor,
  action: string,
  reached: Reached,
): Promise<void> {
  const handsOver = reached.handsOver || actor.call?.handsOver;
  await recordAccess(deps, trx, { action, refusedFor: null, actor, ...reached, handsOver });
  noteLogged(trx, actor.call);
}

/** The people of whom every answer about a meeting tells. */
export const bothSides = ["doctor", "patient"] as const;

/**
 * The row of the access log for a statement that reads and logs in one; null for a call that has its row already.
 * `name` is the meeting as the caller named it.
 */
export function accessOfReading(
  deps: Pick<Deps, "encryption">,
  actor: Actor,
  action: string,
  { handsOver = false, ...name }: { meetingId?: string; appointmentId?: string; handsOver?: boolean },
): ReadingAccess | null {
  if (actor.call?.isLogged) return null;
  return accessRow(deps, {
    action: actor.call?.action ?? action,
    refusedFor: null,
    actor,
    handsOver,
    ...name,
  });
}
