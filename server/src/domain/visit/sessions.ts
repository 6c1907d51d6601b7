import { pairTimes } from "./pair-times.ts";
import type { Recognition } from "./recognition.ts";
import type { SeenPerson } from "./seen-people.ts";
import type { Session, Stay } from "./session.ts";
import { stayIdOf, type VisitFact } from "./visit-facts.ts";

/** The recognition of each stay, by its id. */
export type Recognised = ReadonlyMap<string, Recognition>;

export const recognisedStays = (
  people: readonly SeenPerson[],
  recognitions: readonly Recognition[],
): Recognised =>
  new Map(
    people.flatMap(({ stayIds, boundStayIds }, index) => {
      const recognition = recognitions[index];
      if (!recognition) return [];
      const bound = { ...recognition, evidence: recognition.evidence && ("bind" as const) };
      return [...stayIds].map((id) => [id, boundStayIds.has(id) ? bound : recognition] as const);
    }),
  );

/**
 * The sessions in the rooms, computed from all facts so far. The order of `facts`, and repeats, make no
 * difference: each value is a least, a greatest or a sorted one.
 */
export function sessionsOf(facts: readonly VisitFact[], recognised: Recognised): Session[] {
  const sessions = [...Map.groupBy(facts, (fact) => fact.uuid)]
    .map(([uuid, ofOne]) => sessionOf(uuid, ofOne, recognised))
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.uuid < b.uuid ? -1 : 1));
  return sessions.map((session, index) => endedByNext(session, sessions.slice(index + 1)));
}

/** A running is over at the latest when the next one of the same Zoom meeting begins. */
function endedByNext(session: Session, later: readonly Session[]): Session {
  const next = later.find(
    ({ zoomMeetingId, startedAt }) =>
      zoomMeetingId === session.zoomMeetingId && startedAt > session.startedAt,
  );
  if (!next || (session.endedAt && session.endedAt <= next.startedAt)) return session;
  return { ...session, endedAt: next.startedAt };
}

function sessionOf(uuid: string, facts: readonly VisitFact[], recognised: Recognised): Session {
  const of = (kind: VisitFact["kind"]) => facts.filter((fact) => fact.kind === kind);
  const startedAt =
    earliestOf(of("started").map((fact) => fact.at)) ??
    earliestOf(facts.flatMap((fact) => fact.sessionStart ?? [])) ??
    earliestOf(facts.map((fact) => fact.at)) ??
    new Date(0);
  const ends = of("ended");
  const surely = ends.filter(({ assumed }) => !assumed);
  const ended = latestOf((surely.length > 0 ? surely : ends).map((fact) => fact.at));
  const stays = staysOf(uuid, facts, recognised);
  return {
    uuid,
    zoomMeetingId: facts.map((fact) => fact.zoomMeetingId).sort()[0] ?? "",
    startedAt,
    endedAt: ended && ended < startedAt ? startedAt : ended,
    heardAt: latestOf(facts.map((fact) => fact.at)) ?? startedAt,
    complete:
      of("started").length > 0 &&
      surely.length > 0 &&
      stays.every(({ joinedAt, leftAt }) => joinedAt !== null && leftAt !== null),
    endAssumed: ends.length > 0 && surely.length === 0,
    stays,
  };
}

const unrecognised: Recognition = {
  person: -1,
  as: "someone",
  evidence: null,
  participantId: null,
  rivals: 0,
  counts: true,
};

function staysOf(uuid: string, facts: readonly VisitFact[], recognised: Recognised): Stay[] {
  const moves = facts.flatMap(({ kind, at, participant }) =>
    participant && kind !== "bound" ? [{ kind, at, stay: participant.stay }] : [],
  );
  const byStay = [...Map.groupBy(moves, ({ stay }) => stay)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byStay.flatMap(([key, ofStay]) => {
    const { as, evidence, ...recognition } = recognised.get(stayIdOf(uuid, key)) ?? unrecognised;
    const times = (kind: VisitFact["kind"]) =>
      ofStay.filter((move) => move.kind === kind).map(({ at }) => at);
    return pairTimes(times("joined"), times("left")).map(({ from, to }, index) => ({
      ...recognition,
      key: index === 0 ? key : `${key}#${index + 1}`,
      who: as,
      recognisedBy: evidence,
      joinedAt: from,
      leftAt: to,
    }));
  });
}

const earliestOf = (dates: readonly Date[]): Date | null =>
  dates.length === 0 ? null : new Date(Math.min(...dates.map(Number)));
const latestOf = (dates: readonly Date[]): Date | null =>
  dates.length === 0 ? null : new Date(Math.max(...dates.map(Number)));
