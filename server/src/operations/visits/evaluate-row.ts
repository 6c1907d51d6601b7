import type {
  AppliedDelivery,
  LinkUse,
  MeetingWithPeople,
  RecordedEvent,
  VisitParticipant,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { isDeferred } from "../../domain/attention.ts";
import {
  type Evaluation,
  evaluateVisit,
  nextEvaluationAt,
  type VisitFacts,
} from "../../domain/visit/evaluation.ts";
import { latest } from "../../domain/visit/intervals.ts";
import { nextPollAt } from "../../domain/visit/next-poll.ts";
import { asStated, type Statement, statementBeside } from "../../domain/visit/outcome-statement.ts";
import { recognisePeople } from "../../domain/visit/recognition.ts";
import { seenPeople } from "../../domain/visit/seen-people.ts";
import { recognisedStays, sessionsOf } from "../../domain/visit/sessions.ts";
import { waitsOf } from "../../domain/visit/waiting.ts";
import { findNewSignals } from "./find-new-signals.ts";
import { readKnownPeople } from "./read-known-people.ts";
import type { DeliveredFacts } from "./read-visit-facts.ts";
import type { VisitToSave } from "./save-visits.ts";
import { traceOf, visitFactsOf, waitedInVain } from "./visit-facts-of.ts";

/** All that is known of one visit besides its row. */
interface Known {
  facts: DeliveredFacts;
  deliveries: readonly AppliedDelivery[];
  uses: readonly LinkUse[];
  participants: readonly VisitParticipant[];
  /** The recorded events of the meeting. */
  events: readonly RecordedEvent[];
  staffEmailHashes: ReadonlySet<string>;
  zoomSilent: boolean;
}

export interface EvaluatedVisit extends VisitToSave {
  evaluation: Evaluation;
  /** The evaluation without what people said. */
  evidence: Evaluation;
  statement: Statement;
  somebodyWaited: boolean;
  linkSent: boolean;
  /** When the clock is to come by. */
  evaluateAt: Date | null;
}

/** Evaluates one visit from all that is known of it; changes nothing. */
export function evaluateRow(
  deps: Deps,
  row: MeetingWithPeople,
  because: "delivery" | "clock",
  known: Known,
): EvaluatedVisit {
  const { facts, deliveries, participants, events, zoomSilent } = known;
  const { joinWindow } = deps.config;
  const uses = known.uses.map(traceOf);
  const people = seenPeople(facts.inRooms, facts.waits);
  const knownPeople = readKnownPeople(deps, row, participants, uses, known.staffEmailHashes);
  const recognised = recognisedStays(people, recognisePeople(people, knownPeople));
  const sessions = sessionsOf(facts.inRooms, recognised);
  const waits = waitsOf(facts.waits, facts.inRooms, sessions, recognised);
  const somebodyWaited = waitedInVain(deps, row, waits);
  const { patientParticipantId } = knownPeople;
  const traces = { uses, patientParticipantId, sessions, somebodyWaited };
  const visitFacts = { ...visitFactsOf(deps, row, traces), zoomSilent };
  const evidence = evaluateVisit(visitFacts, joinWindow, row.now);
  const said = { stated: row.stated_outcome, disputed: row.disputed };
  const statement = statementBeside(said, evidence.outcome);
  const evaluation = asStated(evidence, statement.stated);
  const recordedKeys = new Set(events.map((event) => event.effect_key));
  const { linkSent } = visitFacts.attempts;
  const visit = {
    row,
    sessions,
    waits,
    facts,
    participants,
    recordedKeys,
    evaluation,
    evidence,
    statement,
    somebodyWaited,
    linkSent,
  };
  if (row.status === "cancelled" || row.zoom_meeting_id === null)
    return { ...visit, signals: [], evaluateAt: null };

  const redirects = knownPeople.redirects.filter(({ kind }) => kind === "patient").map(({ at }) => at);
  const snapshot = { ...visitFacts, ...evaluation, window: joinWindow, waits, redirects };
  const { signals, next } = findNewSignals(row, snapshot, events);
  const emitNow = because === "clock";
  const quiet = { ...visitFacts, ...evaluation, since: lastHeardAt(row.created_at, deliveries) };
  const moments = [
    nextEvaluationAt(visitFacts, joinWindow, row.now) ?? retryEvaluationAt(visitFacts, evidence, row.now),
    // A delivery alone emits no signal: the clock evaluates at once, when the deliveries beside it are in as well.
    signals.length > 0 && !emitNow ? row.now : next,
    nextPollAt(quiet, joinWindow, row.now),
    zoomSilent ? new Date(row.now.getTime() + silentMs) : null,
    deferredEvaluationAt(row, evaluation, because),
    // Due work of the clock, as to ask Zoom when a window opens: no delivery does it in its place.
    !emitNow && row.evaluate_at && row.evaluate_at <= row.now ? row.evaluate_at : null,
  ].filter((moment) => moment !== null);
  const evaluateAt = moments.length === 0 ? null : new Date(Math.min(...moments.map(Number)));
  return { ...visit, signals: emitNow ? signals : [], evaluateAt };
}

const unendedMs = 5 * 60_000;
const silentMs = 30_000;

/** After the window's close only an unfinished visit is evaluated again: Zoom is asked how it ended. */
function retryEvaluationAt({ zoomSilent }: VisitFacts, evidence: Evaluation, now: Date): Date | null {
  if (zoomSilent) return null;
  if (evidence.status === "scheduled" || (evidence.status === "ended" && evidence.outcome === null))
    return now;
  return evidence.status === "started" ? new Date(now.getTime() + unendedMs) : null;
}

const askAgainMs = 30_000;

/** Something was put off until nobody is inside: with the end of the call, and again and again where only a redirect is known. */
function deferredEvaluationAt(
  row: MeetingWithPeople,
  evaluation: Evaluation,
  because: "delivery" | "clock",
): Date | null {
  if (!isDeferred(row) || evaluation.status === "started") return null;
  const isNews = because === "delivery" || row.status === "started";
  return isNews ? row.now : new Date(row.now.getTime() + askAgainMs);
}

const lastHeardAt = (madeAt: Date, deliveries: readonly { received_at: Date }[]): Date =>
  deliveries.reduce((last, { received_at }) => latest(last, received_at), madeAt);
