import { type Db, findPatientKeyOfMeeting, insertEvents, type Sealed } from "@patientcare/zoom-db";
import type { DeclaredEventType, EventSource } from "@patientcare/zoom-db/unions";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Slot } from "../../domain/join-window.ts";
import { newId } from "../../new-id.ts";

export interface NewEvent {
  meetingId: string;
  type: DeclaredEventType;
  at: Date;
  source: EventSource;
  actor?: Actor;
  reason?: string;
  slot?: Slot;
  data?: Record<string, unknown>;
  /** Repeats under the same key add nothing. */
  effectKey?: string;
}

/** Appends a declared event to the history of its meeting. */
export async function appendEvent(deps: Deps, db: Db, event: NewEvent): Promise<void> {
  const id = newId();
  await insertEvents(db, [
    {
      id,
      meeting_id: event.meetingId,
      effect_key: event.effectKey ?? `${event.type}:${id}`,
      type: event.type,
      occurred_at: event.at,
      source: event.source,
      actor_role: event.actor?.role ?? null,
      actor: event.actor ? actorReference(deps, event.actor) : null,
      reason:
        event.reason === undefined ? null : await sealedReason(deps, db, id, event.meetingId, event.reason),
      data: JSON.stringify({
        ...event.data,
        ...(event.slot && { startTime: event.slot.start, duration: event.slot.duration }),
      }),
    },
  ]);
}

/** Under the key of the visit's patient; nothing more is said of one who was erased. */
async function sealedReason(
  { encryption }: Deps,
  db: Db,
  id: string,
  meetingId: string,
  reason: string,
): Promise<Sealed | null> {
  const key = await findPatientKeyOfMeeting(db, meetingId);
  return key && encryption.seal(key, { record: "meeting_events", column: "reason", id }, reason);
}

/** The platform's id of the caller; a `sub` that is an e-mail is kept as its hash. */
export const actorReference = ({ encryption }: Pick<Deps, "encryption">, actor: Actor): string =>
  actor.sub.includes("@") ? `hash:${encryption.emailHash(actor.sub).toString("base64url")}` : actor.sub;

export const sourceOf = (actor: Actor): EventSource => (actor.role === "service" ? "platform" : "api");
