import { type FactParticipant, stayIdOf, type VisitFact, type WaitFact } from "./visit-facts.ts";

/** A person as Zoom showed them: all stays that belong together, and what is said of any of them. */
export interface SeenPerson {
  /** Equal for the same facts in any order. */
  index: number;
  stayIds: ReadonlySet<string>;
  /** The stays that only a bind joins to the others. */
  boundStayIds: ReadonlySet<string>;
  /** Signed in as the Zoom user under whom the meeting lies. */
  isHost: boolean;
  zoomUserIds: ReadonlySet<string>;
  emailHashes: ReadonlySet<string>;
  /** Normalised. */
  names: ReadonlySet<string>;
  firstSeenAt: Date;
}

interface Sighting {
  stayIds: string[];
  at: Date;
  hostId: string | null;
  participant: FactParticipant;
}

/**
 * The people of a visit: stays joined by equal Zoom id, e-mail or participant uuid, or by a bind. Names, times and
 * devices join nobody: two people may share them.
 */
export function seenPeople(inRooms: readonly VisitFact[], waits: readonly WaitFact[]): SeenPerson[] {
  const sightings = [...inRooms.flatMap(inRoom), ...waits.map(atTheDoor)];
  const joined = joinedSets();
  for (const { stayIds, participant } of sightings) {
    const [first = ""] = stayIds;
    for (const other of stayIds) joined.join(first, other);
    const { zoomUserId, emailHash, participantUuid } = participant;
    if (zoomUserId) joined.join(first, `id ${zoomUserId}`);
    if (emailHash) joined.join(first, `e-mail ${emailHash}`);
    if (participantUuid) joined.join(first, `participant ${participantUuid}`);
  }
  const unbound = joined.copy();
  for (const { kind, uuid, participant, boundTo } of inRooms) {
    if (kind !== "bound" || !participant || !boundTo) continue;
    const stay = stayIdOf(uuid, participant.stay);
    if (boundTo.stay) joined.join(stay, stayIdOf(uuid, boundTo.stay));
    if (boundTo.participantUuid) joined.join(stay, `participant ${boundTo.participantUuid}`);
  }
  const bySet = Map.groupBy(sightings, ({ stayIds }) => joined.setOf(stayIds[0] ?? ""));
  return [...bySet.values()]
    .map((ofOne) => personOf(ofOne, unbound.setOf))
    .sort((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime() || (leastOf(a) < leastOf(b) ? -1 : 1))
    .map((person, index) => ({ ...person, index }));
}

const inRoom = ({ uuid, at, hostId, participant }: VisitFact): Sighting[] =>
  participant ? [{ stayIds: [stayIdOf(uuid, participant.stay)], at, hostId, participant }] : [];

/** Before the host there is no running yet: the uuid may change between the two ends of a wait. */
const atTheDoor = ({ place, uuid, at, hostId, participant }: WaitFact): Sighting => {
  const stayIds = place === "before-host" ? [waitIdOf(participant.stay)] : [];
  if (uuid !== "" || place === "waiting-room") stayIds.push(stayIdOf(uuid, participant.stay));
  return { stayIds, at, hostId, participant };
};

/** The stay of somebody who waits for the host. */
export const waitIdOf = (stay: string): string => stayIdOf("before-host", stay);

const leastOf = ({ stayIds }: Omit<SeenPerson, "index">): string => [...stayIds].sort()[0] ?? "";

function personOf(
  sightings: readonly Sighting[],
  setOf: (name: string) => string,
): Omit<SeenPerson, "index"> {
  const parts = [...Map.groupBy(sightings, ({ stayIds }) => setOf(stayIds[0] ?? ""))].sort(
    ([one, ofOne], [other, ofOther]) =>
      namedFirst(ofOne) - namedFirst(ofOther) || firstOf(ofOne) - firstOf(ofOther) || (one < other ? -1 : 1),
  );
  const stayIdsOf = (some: readonly Sighting[]) => some.flatMap(({ stayIds }) => stayIds);
  const all = (of: (participant: FactParticipant) => string | null) =>
    new Set(sightings.map(({ participant }) => of(participant)).filter((value) => value !== null));
  return {
    stayIds: new Set(stayIdsOf(sightings)),
    boundStayIds: new Set(parts.slice(1).flatMap(([, bound]) => stayIdsOf(bound))),
    isHost: sightings.some(({ hostId, participant: { zoomUserId } }) => zoomUserId && zoomUserId === hostId),
    zoomUserIds: all(({ zoomUserId }) => zoomUserId),
    emailHashes: all(({ emailHash }) => emailHash),
    names: all(({ name }) => name || null),
    firstSeenAt: new Date(firstOf(sightings)),
  };
}

const namedFirst = (sightings: readonly Sighting[]): number =>
  sightings.some(({ participant }) => participant.zoomUserId || participant.emailHash) ? 0 : 1;
const firstOf = (sightings: readonly Sighting[]): number =>
  sightings.reduce((least, { at }) => Math.min(least, at.getTime()), Number.POSITIVE_INFINITY);

/** Names in disjoint sets; a set is named by its least name, so that the order of joining makes no difference. */
function joinedSets(parents = new Map<string, string>()) {
  const setOf = (name: string): string => {
    let root = name;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  return {
    setOf,
    join(one: string, other: string): void {
      const [least = "", greatest = ""] = [setOf(one), setOf(other)].sort();
      if (least !== greatest) parents.set(greatest, least);
    },
    copy: () => joinedSets(new Map(parents)),
  };
}
