import type { SeenAs } from "@patientcare/zoom-db/unions";
import type { VisitAttempts, VisitFacts } from "./evaluation.ts";
import { type KnownPeople, recognisePeople } from "./recognition.ts";
import { seenPeople } from "./seen-people.ts";
import type { Session, Stay } from "./session.ts";
import { recognisedStays, sessionsOf } from "./sessions.ts";
import type { FactParticipant, VisitFact, WaitFact } from "./visit-facts.ts";

// The day and the slot of the tests of this folder: 10:00 to 10:30, open from 9:45 to 11:00.
export const at = (time: string) => new Date(`2030-05-07T${time.length === 5 ? `${time}:00` : time}Z`);
export const slot = { start: at("10:00"), duration: 30 };
export const window = { opensBeforeMinutes: 15, closesAfterMinutes: 30 };

export const stay = (
  who: SeenAs,
  from: string | null,
  to: string | null,
  change: Partial<Stay> = {},
): Stay => ({
  key: `${who} ${from}`,
  person: who === "doctor" ? 0 : 1,
  who,
  recognisedBy: who === "someone" || who === "undecided" ? null : "email",
  participantId: null,
  rivals: 0,
  counts: who !== "doctor",
  joinedAt: from === null ? null : at(from),
  leftAt: to === null ? null : at(to),
  ...change,
});

export const session = (from: string, to: string | null, ...stays: Stay[]): Session => ({
  uuid: `session of ${from}`,
  zoomMeetingId: "123456789",
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
  heardAt: at(to ?? "10:59"),
  complete: to !== null,
  endAssumed: false,
  stays,
});

/** The link was sent, and nobody used any. */
export const noAttempts: VisitAttempts = {
  linkSent: true,
  patientRedirected: false,
  hostRedirected: false,
  somebodyWaited: false,
  turnedAway: false,
};

/** A visit of which nothing is known. */
export const nothingKnown: VisitFacts = {
  slot,
  slotSince: null,
  sessions: [],
  declaredStartedAt: null,
  declaredEndedAt: null,
  zoomCheckedAt: null,
  participantsKnown: true,
  zoomSilent: false,
  cancelWhenOver: false,
  attempts: noAttempts,
};

export const fact = (kind: VisitFact["kind"], time: string, change: Partial<VisitFact> = {}): VisitFact => ({
  kind,
  uuid: "first",
  zoomMeetingId: "123456789",
  at: at(time),
  sessionStart: null,
  hostId: "host-user",
  participant: null,
  ...change,
});

export const person = (stayKey: string, change: Partial<FactParticipant> = {}): FactParticipant => ({
  stay: stayKey,
  zoomUserId: null,
  emailHash: null,
  participantUuid: null,
  name: null,
  ...change,
});

export const knownPeople: KnownPeople = {
  doctorEmailHashes: ["hash of ada", "hash of the pool"],
  doctorName: "dr ada",
  patientParticipantId: "sam's link",
  patientEmailHash: "hash of sam",
  companions: [],
  staffEmailHashes: new Set(["hash of a colleague"]),
  redirects: [],
};

/** The sessions of these facts, with everybody recognised. */
export function sessionsAmong(
  facts: readonly VisitFact[],
  known: KnownPeople = knownPeople,
  waits: readonly WaitFact[] = [],
): Session[] {
  const people = seenPeople(facts, waits);
  return sessionsOf(facts, recognisedStays(people, recognisePeople(people, known)));
}
