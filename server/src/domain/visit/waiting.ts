import type { Session, Stay } from "./evaluation.ts";
import { pairTimes } from "./pair-times.ts";
import {
  type FactParticipant,
  identityOf,
  type KnownPeople,
  recogniser,
  type VisitFact,
} from "./recognition.ts";

/** In Zoom's waiting room, or at the door because the host has not opened the meeting. */
type WaitingPlace = "waiting-room" | "before-host";

/** One fact of a delivery about a person who waits outside the room. */
export interface WaitFact {
  kind: "waiting" | "waited";
  place: WaitingPlace;
  /** The running of the meeting; before the host it may name none. */
  uuid: string;
  at: Date;
  hostId: string | null;
  participant: FactParticipant;
}

/** One wait of one person; a missing end means "not heard of yet". */
export interface Wait {
  place: WaitingPlace;
  who: Stay["who"];
  from: Date;
  to: Date | null;
}

/**
 * The waits, computed from all facts so far; like the sessions, the same in any order and with repeats. A wait
 * without an end ends when the same person is in the room, or when that session ends.
 */
export function waitsOf(
  facts: readonly WaitFact[],
  inRooms: readonly VisitFact[],
  sessions: readonly Session[],
  people: KnownPeople,
): Wait[] {
  const recognise = recogniserOfWaiting(facts, inRooms, people);
  // Before the host there is no running yet: the uuid may change between the two ends of a wait.
  const groups = Map.groupBy(facts, ({ place, uuid, participant }) =>
    [place, place === "before-host" ? "" : uuid, participant.stay].join(" "),
  );
  return [...groups.values()]
    .flatMap((facts) => {
      const times = (kind: WaitFact["kind"]) =>
        facts.filter((fact) => fact.kind === kind).map((fact) => fact.at);
      const [{ place, who } = { place: "waiting-room" as const, who: null }] = facts
        .map((fact) => ({ place: fact.place, who: recognise(fact).who }))
        .sort((a, b) => waitRankOf(a.who) - waitRankOf(b.who));
      return pairTimes(times("waiting"), times("waited")).flatMap(({ from, to }) =>
        from === null ? [] : [{ place, who, from, to: to ?? endOf(facts, from, inRooms, sessions) }],
      );
    })
    .sort((a, b) => a.from.getTime() - b.from.getTime() || (stayKeyOf(a) < stayKeyOf(b) ? -1 : 1));
}

const waitRankOf = (who: Stay["who"]) => (who === "doctor" ? 0 : who === "patient" ? 1 : 2);
const stayKeyOf = ({ place, who, to }: Wait) => `${place} ${who} ${to?.getTime()}`;

function endOf(
  facts: readonly WaitFact[],
  from: Date,
  inRooms: readonly VisitFact[],
  sessions: readonly Session[],
): Date | null {
  const identities = new Set(facts.map(({ participant }) => identityOf(participant)));
  const uuids = new Set(facts.map(({ uuid }) => uuid));
  const entered = inRooms
    .filter(
      ({ kind, participant }) => kind === "joined" && participant && identities.has(identityOf(participant)),
    )
    .map(({ at }) => at);
  const over = sessions.filter(({ uuid }) => uuids.has(uuid)).flatMap(({ endedAt }) => endedAt ?? []);
  const ends = [...entered, ...over].filter((end) => end >= from).map(Number);
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

/** The people in the room recognise those who wait; only while nobody but the doctor was there, those who wait are recognised by themselves. */
function recogniserOfWaiting(facts: readonly WaitFact[], inRooms: readonly VisitFact[], people: KnownPeople) {
  const byRooms = recogniser(inRooms, people);
  const byAll = recogniser([...inRooms, ...facts], people);
  const othersInRooms = inRooms.some(
    ({ participant, hostId }) => participant && byRooms(participant, hostId).who !== "doctor",
  );
  return ({ participant, hostId }: WaitFact) => {
    const known = byRooms(participant, hostId);
    return known.who !== null || othersInRooms ? known : byAll(participant, hostId);
  };
}
