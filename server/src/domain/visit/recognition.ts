import type { Evidence } from "@patientcare/zoom-db/unions";
import type { Session, Stay } from "./evaluation.ts";
import { pairTimes } from "./pair-times.ts";

/** One fact of a delivery about a session. `at` is when it happened. */
export interface VisitFact {
  kind: "started" | "ended" | "joined" | "left";
  uuid: string;
  zoomMeetingId: string;
  at: Date;
  /** When this running of the meeting began, as the delivery says. */
  sessionStart: Date | null;
  hostId: string | null;
  participant: FactParticipant | null;
}

export interface FactParticipant {
  /** Zoom's id of one stay; new at each rejoin. */
  stay: string;
  /** Zoom's user id of somebody signed in, else null. */
  zoomUserId: string | null;
  /** HMAC of the canonical e-mail, else null. */
  emailHash: string | null;
  /** The same for the same outsider over rejoins, as far as Zoom tells. */
  outsider: string;
}

export interface KnownPeople {
  doctorEmailHashes: readonly string[];
  patientEmailHash: string | null;
  /** When the patient's link was used. */
  patientRedirects: readonly Date[];
}

/**
 * The sessions in the rooms, computed from all facts so far. The order of `facts`, and repeats, make no
 * difference: each value is a least, a greatest or a sorted one.
 */
export function sessionsOf(facts: readonly VisitFact[], people: KnownPeople): Session[] {
  const byUuid = Map.groupBy(facts, (fact) => fact.uuid);
  const recognise = recogniser(facts, people);
  return [...byUuid]
    .map(([uuid, facts]) => sessionOf(uuid, facts, recognise))
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.uuid < b.uuid ? -1 : 1));
}

/** Somebody who was seen at some place, as far as a fact tells. */
export type Sighting = Pick<VisitFact, "at" | "hostId" | "participant">;
type Recognise = (participant: FactParticipant, hostId: string | null) => Recognised;

function sessionOf(uuid: string, facts: readonly VisitFact[], recognise: Recognise): Session {
  const of = (kind: VisitFact["kind"]) => facts.filter((fact) => fact.kind === kind);
  const startedAt =
    earliestOf(of("started").map((fact) => fact.at)) ??
    earliestOf(facts.flatMap((fact) => fact.sessionStart ?? [])) ??
    earliestOf(facts.map((fact) => fact.at)) ??
    new Date(0);
  const ended = latestOf(of("ended").map((fact) => fact.at));
  return {
    uuid,
    zoomMeetingId: facts.map((fact) => fact.zoomMeetingId).sort()[0] ?? "",
    startedAt,
    endedAt: ended && ended < startedAt ? startedAt : ended,
    stays: staysOf(facts, recognise),
  };
}

function staysOf(facts: readonly VisitFact[], recognise: Recognise): Stay[] {
  const moves = facts.flatMap((fact) =>
    fact.participant ? [{ ...fact, participant: fact.participant }] : [],
  );
  const byStay = [...Map.groupBy(moves, (move) => move.participant.stay)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return byStay.flatMap(([key, ofKey]) => {
    const best = ofKey.map((move) => recognise(move.participant, move.hostId)).sort(byCertainty)[0];
    const { who, recognisedBy } = best ?? { who: null, recognisedBy: null };
    const times = (kind: VisitFact["kind"]) =>
      ofKey.filter((move) => move.kind === kind).map((move) => move.at);
    return pairTimes(times("joined"), times("left")).map(({ from, to }, index) => ({
      key: index === 0 ? key : `${key}#${index + 1}`,
      who,
      recognisedBy,
      joinedAt: from,
      leftAt: to,
    }));
  });
}

const certainty: Record<Evidence, number> = { "host-id": 0, email: 1, redirect: 2, "only-other": 3 };
type Recognised = Pick<Stay, "who" | "recognisedBy">;
// Where two are equally certain the name decides, so that the order of deliveries does not.
const rankOf = ({ who, recognisedBy }: Recognised) =>
  `${recognisedBy ? certainty[recognisedBy] : 9} ${who ?? ""}`;
const byCertainty = (a: Recognised, b: Recognised) => (rankOf(a) < rankOf(b) ? -1 : 1);

/** Recognises a participant, given all who were seen. */
export function recogniser(facts: readonly Sighting[], people: KnownPeople): Recognise {
  const others = new Map<string, number>();
  for (const fact of facts) {
    if (!fact.participant || surelyKnown(fact.participant, fact.hostId, people)) continue;
    const identity = identityOf(fact.participant);
    others.set(identity, Math.min(others.get(identity) ?? Number.POSITIVE_INFINITY, fact.at.getTime()));
  }
  const patientByEmail = facts.some(
    (fact) => fact.participant?.emailHash && fact.participant.emailHash === people.patientEmailHash,
  );
  const byElimination = patientByEmail ? null : patientAmong(others, people.patientRedirects);
  return (participant, hostId) => {
    const sure = surelyKnown(participant, hostId, people);
    if (sure) return sure;
    if (byElimination?.identity !== identityOf(participant)) return { who: null, recognisedBy: null };
    return { who: "patient", recognisedBy: byElimination.recognisedBy };
  };
}

function surelyKnown(
  { zoomUserId, emailHash }: FactParticipant,
  hostId: string | null,
  people: KnownPeople,
): Recognised | null {
  if (zoomUserId && zoomUserId === hostId) return { who: "doctor", recognisedBy: "host-id" };
  if (!emailHash) return null;
  if (people.doctorEmailHashes.includes(emailHash)) return { who: "doctor", recognisedBy: "email" };
  return emailHash === people.patientEmailHash ? { who: "patient", recognisedBy: "email" } : null;
}

// Zoom's clock and ours may differ by a few seconds, and its times are cut to whole ones.
const redirectLeewayMs = 5_000;

function patientAmong(others: ReadonlyMap<string, number>, redirects: readonly Date[]) {
  const first = earliestOf(redirects);
  const after = first
    ? [...others]
        .filter(([, seen]) => seen >= first.getTime() - redirectLeewayMs)
        .map(([identity]) => identity)
    : [];
  const [passed] = after;
  if (passed !== undefined && after.length === 1)
    return { identity: passed, recognisedBy: "redirect" as const };
  const [only] = others.keys();
  return only !== undefined && others.size === 1
    ? { identity: only, recognisedBy: "only-other" as const }
    : null;
}

/** Equal for the same person over rejoins, as far as Zoom tells. */
export const identityOf = (participant: FactParticipant) =>
  participant.zoomUserId ?? participant.emailHash ?? participant.outsider;

const earliestOf = (dates: readonly Date[]): Date | null =>
  dates.length === 0 ? null : new Date(Math.min(...dates.map(Number)));
const latestOf = (dates: readonly Date[]): Date | null =>
  dates.length === 0 ? null : new Date(Math.max(...dates.map(Number)));
