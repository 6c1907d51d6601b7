import { type Db, type EventSource, insertEvents } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Slot } from "../../domain/join-window.ts";
import type { WordType } from "../../domain/visit/history.ts";
import { newId } from "../../new-id.ts";

export interface Word {
  meetingId: string;
  type: WordType;
  at: Date;
  source: EventSource;
  actor?: Actor;
  reason?: string;
  slot?: Slot;
  data?: Record<string, unknown>;
}

/** Appends what was said or decided about a meeting to its history. */
export async function recordWord(deps: Deps, db: Db, word: Word): Promise<void> {
  const id = newId();
  await insertEvents(db, [
    {
      id,
      meeting_id: word.meetingId,
      effect_key: `${word.type}:${id}`,
      type: word.type,
      occurred_at: word.at,
      source: word.source,
      actor_role: word.actor?.role ?? null,
      actor: word.actor ? actorReference(deps, word.actor) : null,
      reason:
        word.reason === undefined
          ? null
          : deps.encryption.encrypt({ record: "meeting_events", column: "reason", id }, word.reason),
      data: JSON.stringify({
        ...word.data,
        ...(word.slot && { startTime: word.slot.start, duration: word.slot.duration }),
      }),
    },
  ]);
}

/** The platform's id of the caller; a `sub` that is an e-mail is kept as its hash. */
export const actorReference = ({ encryption }: Pick<Deps, "encryption">, actor: Actor): string =>
  actor.sub.includes("@") ? `hash:${encryption.emailHash(actor.sub).toString("base64url")}` : actor.sub;

export const sourceOf = (actor: Actor): EventSource => (actor.role === "service" ? "platform" : "api");
