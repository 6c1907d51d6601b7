import type { Evidence, SeenAs, WaitingPlace } from "@patientcare/zoom-db/unions";
import { pairTimes } from "./pair-times.ts";
import { waitIdOf } from "./seen-people.ts";
import type { Session } from "./session.ts";
import type { Recognised } from "./sessions.ts";
import { stayIdOf, type VisitFact, type WaitFact } from "./visit-facts.ts";

/** One wait of one person; a missing end means "not heard of yet". */
export interface Wait {
  /** Equal for the same wait in any order of its facts. */
  key: string;
  place: WaitingPlace;
  person: number;
  who: SeenAs;
  recognisedBy: Evidence | null;
  /** Of a companion who was recognised. */
  participantId: string | null;
  counts: boolean;
  from: Date;
  to: Date | null;
}

/**
 * The waits, computed from all facts so far; like the sessions, the same in any order and with repeats. A wait
 * without an end ends when the same person is in the room, or when that session ends; one without a beginning is known
 * of its last instant only.
 */
export function waitsOf(
  facts: readonly WaitFact[],
  inRooms: readonly VisitFact[],
  sessions: readonly Session[],
  recognised: Recognised,
): Wait[] {
  const entries = inRooms.flatMap(({ kind, uuid, at, participant }) => {
    if (kind !== "joined" || !participant) return [];
    return [{ person: recognised.get(stayIdOf(uuid, participant.stay))?.person, at }];
  });
  return [...Map.groupBy(facts, (fact) => `${fact.place} ${stayOf(fact)}`).values()]
    .flatMap((ofOne) => {
      const [first] = ofOne;
      const recognition = first && recognised.get(stayOf(first));
      if (!recognition) return [];
      const { person, as: who, counts, evidence: recognisedBy, participantId } = recognition;
      const whose = { place: first.place, person, who, counts, recognisedBy, participantId };
      const uuids = new Set(ofOne.map(({ uuid }) => uuid));
      const over = sessions.filter(({ uuid }) => uuids.has(uuid)).flatMap(({ endedAt }) => endedAt ?? []);
      const ends = [...entries.filter((entry) => entry.person === person).map(({ at }) => at), ...over];
      const times = (kind: WaitFact["kind"]) =>
        ofOne.filter((fact) => fact.kind === kind).map(({ at }) => at);
      return pairTimes(times("waiting"), times("waited")).flatMap(({ from: began, to }, index) => {
        const from = began ?? to;
        const key = `${first.place} ${stayOf(first)}${index === 0 ? "" : `#${index + 1}`}`;
        return from ? [{ ...whose, key, from, to: to ?? firstAfter(ends, from) }] : [];
      });
    })
    .sort((a, b) => a.from.getTime() - b.from.getTime() || (orderKeyOf(a) < orderKeyOf(b) ? -1 : 1));
}

const stayOf = ({ place, uuid, participant }: WaitFact): string =>
  place === "before-host" ? waitIdOf(participant.stay) : stayIdOf(uuid, participant.stay);

const orderKeyOf = ({ place, key, to }: Wait) => `${place} ${to?.getTime()} ${key}`;

function firstAfter(ends: readonly Date[], from: Date): Date | null {
  const later = ends.filter((end) => end >= from).map(Number);
  return later.length === 0 ? null : new Date(Math.min(...later));
}
