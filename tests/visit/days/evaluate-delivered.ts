import { closesAt, opensAt } from "@patientcare/zoom-server/domain/join-window.ts";
import { type Evaluation, evaluateVisit } from "@patientcare/zoom-server/domain/visit/evaluation.ts";
import { recognisePeople } from "@patientcare/zoom-server/domain/visit/recognition.ts";
import { seenPeople } from "@patientcare/zoom-server/domain/visit/seen-people.ts";
import { recognisedStays, sessionsOf } from "@patientcare/zoom-server/domain/visit/sessions.ts";
import { redirectsIn, visitAttempts } from "@patientcare/zoom-server/domain/visit/visit-attempts.ts";
import type { VisitFact } from "@patientcare/zoom-server/domain/visit/visit-facts.ts";
import { waitsOf } from "@patientcare/zoom-server/domain/visit/waiting.ts";
import type { DeliveredDay } from "./deliver-day.ts";
import { at } from "./deliver-day.ts";

const slot = { start: at(0), duration: 30 };
const window = { opensBeforeMinutes: 15, closesAfterMinutes: 30 };
const [opens, closes] = [opensAt(slot, window), closesAt(slot, window)];

/** The rules over a delivered day after its window closed and Zoom was asked: what the operations do with rows. */
export function evaluateDelivered({
  waits,
  uses,
  known,
  participantsKnown,
  ...delivered
}: DeliveredDay): Evaluation {
  const inRooms = withUnended([...delivered.inRooms, ...delivered.past]);
  const people = seenPeople(inRooms, waits);
  const recognised = recognisedStays(
    people,
    recognisePeople(people, { ...known, redirects: redirectsIn(uses) }),
  );
  const sessions = sessionsOf(inRooms, recognised);
  const somebodyWaited = waitsOf(waits, inRooms, sessions, recognised).some(
    ({ counts, from, to }) => counts && from < closes && (to === null || to >= opens),
  );
  const { patientParticipantId } = known;
  const traces = { slot, slotSince: null, uses, patientParticipantId, sessions, somebodyWaited };
  const facts = {
    slot,
    slotSince: null,
    sessions,
    declaredStartedAt: null,
    declaredEndedAt: null,
    zoomCheckedAt: closes,
    participantsKnown,
    zoomSilent: false,
    cancelWhenOver: false,
    attempts: visitAttempts(traces, window),
  };
  return evaluateVisit(facts, window, new Date(closes.getTime() + 60_000));
}

/** Zoom no longer lists some: the last thing heard of each stands for its end. */
const withUnended = (facts: readonly VisitFact[]): VisitFact[] => [
  ...facts,
  ...[...Map.groupBy(facts, ({ uuid }) => uuid).values()].flatMap((ofOne): VisitFact[] => {
    const [first] = ofOne;
    if (!first || ofOne.some(({ kind }) => kind === "ended")) return [];
    const last = new Date(Math.max(...ofOne.map(({ at: time }) => Number(time))));
    return [{ ...first, kind: "ended", at: last, participant: null, assumed: true }];
  }),
];
