import type { EventSource, MeetingStatus } from "@patientcare/zoom-db";
import { closesAt, type JoinWindow, type Slot } from "./join-window.ts";
import { judgeVisit, type Session, type VisitFacts } from "./visit.ts";

/** A word that was said about the meeting, as `meeting_events` keeps it. */
export interface MeetingWord {
  type: WordType;
  at: Date;
  source: EventSource;
  actorRole: string | null;
  reason: string | null;
  /** With created, revived and changed: the slot from then on. */
  slot: Slot | null;
}

export const wordTypes = [
  "created",
  "revived",
  "retried",
  "changed",
  "scheduled",
  "failed",
  "cancelled",
  "cancel-when-over",
  "started",
  "ended",
  "asked",
  "abandoned",
] as const;
export type WordType = (typeof wordTypes)[number];

/** A session and when we learnt of it: what came after `missed` was said corrects it, from then on. */
export interface LearntSession extends Session {
  learntAt: Date;
}

export interface Transition {
  from: MeetingStatus | null;
  to: MeetingStatus;
  at: Date;
  source: EventSource;
  actorRole: string | null;
  reason: string | null;
}

interface Progress {
  status: MeetingStatus | null;
  facts: VisitFacts;
  heldByZoom: boolean;
  transitions: Transition[];
}

type Moment = Omit<MeetingWord, "type"> & { type: WordType | "session" | "window-closed"; learnt: Date };

/** The status over time, from the words said and the sessions seen; oldest first. */
export function historyOf(
  words: readonly MeetingWord[],
  sessions: readonly LearntSession[],
  window: JoinWindow,
  now: Date,
  patientPassed: boolean,
): Transition[] {
  const missedAt = words.findLast((word) => word.type === "asked")?.at ?? null;
  // Zoom's times are whole seconds: a room that was entered at once seems older than its own making.
  const madeAt = words.find((word) => word.type === "scheduled")?.at.getTime() ?? 0;
  const since = (session: LearntSession, at: Date): Date => {
    const known = missedAt && session.learntAt > missedAt ? session.learntAt : at;
    return new Date(Math.max(known.getTime(), madeAt + 1));
  };
  const quiet = { source: "zoom" as const, actorRole: null, reason: null, slot: null };
  const moments: Moment[] = [
    ...words.map((word) => ({ ...word, learnt: word.at })),
    ...sessions.flatMap((session) =>
      [session.startedAt, session.endedAt, ...session.stays.flatMap((stay) => [stay.joinedAt, stay.leftAt])]
        .filter((at) => at !== null)
        .map((at) => ({ ...quiet, type: "session" as const, at, learnt: since(session, at) })),
    ),
    ...words
      .flatMap((word) => (word.slot ? [closesAt(word.slot, window)] : []))
      .filter((at) => at <= now)
      .map((at) => ({ ...quiet, source: "clock" as const, type: "window-closed" as const, at, learnt: at })),
  ].sort((a, b) => a.learnt.getTime() - b.learnt.getTime());

  const progress: Progress = {
    status: null,
    heldByZoom: false,
    transitions: [],
    facts: {
      slot: { start: new Date(0), duration: 0 },
      sessions: [],
      startedByWordAt: null,
      endedByWordAt: null,
      askedAt: null,
      cancelWhenOver: false,
      patientPassed,
    },
  };
  for (const moment of moments) {
    applyWord(progress, moment);
    if (progress.heldByZoom) {
      progress.facts.sessions = sessions.filter(
        (session) => since(session, session.startedAt) <= moment.learnt,
      );
      move(progress, judgeVisit(progress.facts, window, moment.learnt).status, moment);
    }
  }
  return progress.transitions;
}

function applyWord(progress: Progress, moment: Moment): void {
  const { facts } = progress;
  if (moment.slot) facts.slot = moment.slot;
  switch (moment.type) {
    case "created":
    case "revived":
    case "retried":
      progress.heldByZoom = false;
      Object.assign(facts, {
        startedByWordAt: null,
        endedByWordAt: null,
        askedAt: null,
        cancelWhenOver: false,
      });
      move(progress, "pending", moment);
      return;
    case "scheduled":
      progress.heldByZoom = true;
      return;
    case "failed":
    case "cancelled":
      progress.heldByZoom = false;
      move(progress, moment.type, moment);
      return;
    case "abandoned":
      progress.heldByZoom = false;
      move(progress, "missed", moment);
      return;
    case "started":
      facts.startedByWordAt = moment.at;
      facts.endedByWordAt = null;
      return;
    case "ended":
      facts.endedByWordAt = moment.at;
      return;
    case "asked":
      facts.askedAt = moment.at;
      return;
    case "cancel-when-over":
      facts.cancelWhenOver = true;
      return;
    case "changed":
    case "session":
    case "window-closed":
      return;
  }
}

function move(
  progress: Progress,
  to: MeetingStatus,
  { learnt: at, source, actorRole, reason }: Moment,
): void {
  if (progress.status === to) return;
  progress.transitions.push({ from: progress.status, to, at, source, actorRole, reason });
  progress.status = to;
}
