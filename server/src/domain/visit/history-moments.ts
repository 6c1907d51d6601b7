import type { DeclaredEventType, EventSource, Outcome } from "@patientcare/zoom-db/unions";
import { closesAt, type JoinWindow, opensAt, type Slot } from "../join-window.ts";
import type { Session } from "./session.ts";

/** An event that somebody declared, or that the service did, as `meeting_events` stores it. */
export interface DeclaredEvent {
  type: DeclaredEventType;
  at: Date;
  source: EventSource;
  actorRole: string | null;
  reason: string | null;
  /** With created, revived and changed: the slot from then on. */
  slot: Slot | null;
  /** With outcome-confirmed: the outcome that a person stated; `unknown` withdraws it. */
  stated?: Outcome;
  /** With outcome-confirmed: a second person has to say the same. */
  disputed?: boolean;
}

/** A session and when we learnt of it: what came after Zoom had been asked changes the status from then on. */
export interface LearntSession extends Session {
  learntAt: Date;
}

/** A moment at which the status of a visit may have changed. */
export type Moment = Omit<DeclaredEvent, "type"> & {
  type: DeclaredEventType | "session" | "window-edge";
  /** Where it stands in the history. */
  learnt: Date;
  /** The moment at which it is evaluated. */
  asOf: Date;
  /** The session that begins with this moment, and has not ended yet however short it was. */
  opens?: Session | null;
};

interface Moments {
  /** In the order in which they were learnt. */
  moments: Moment[];
  /** From when on a session counts in the history. */
  knownSince: (session: LearntSession) => Date;
}

/** The moments of a history: its events, the edges of its windows, and the comings and goings in its sessions. */
export function momentsOf(
  events: readonly DeclaredEvent[],
  sessions: readonly LearntSession[],
  window: JoinWindow,
): Moments {
  // Zoom's times are whole seconds: a room that was entered at once seems older than its own making.
  const madeAt = events.find((event) => event.type === "scheduled")?.at.getTime() ?? 0;
  const cameLate = ({ learntAt }: LearntSession, at: Date): boolean => {
    const zoomChecked = events.find((event) => event.type === "zoom-checked" && event.at >= at);
    return zoomChecked !== undefined && learntAt > zoomChecked.at;
  };
  const asOf = (session: LearntSession, at: Date): Date => (cameLate(session, at) ? session.learntAt : at);
  const since = (session: LearntSession, at: Date): Date =>
    new Date(Math.max(asOf(session, at).getTime(), madeAt + 1));
  const quiet = { source: "zoom" as const, actorRole: null, reason: null, slot: null };
  const moments: Moment[] = [
    ...events.map((event) => ({ ...event, learnt: event.at, asOf: event.at })),
    ...sessions.flatMap((session) => {
      const { startedAt, endedAt, stays } = session;
      const moment = (at: Date) => {
        const evaluated = { learnt: since(session, at), asOf: asOf(session, at) };
        return { ...quiet, type: "session" as const, at, ...evaluated };
      };
      const others = [endedAt, ...stays.flatMap((stay) => [stay.joinedAt, stay.leftAt])];
      return [
        { ...moment(startedAt), opens: cameLate(session, startedAt) ? null : session },
        ...others.filter((other) => other !== null).map(moment),
      ];
    }),
    ...events
      .flatMap((event) => (event.slot ? [opensAt(event.slot, window), closesAt(event.slot, window)] : []))
      .map((at) => {
        const evaluated = { learnt: at, asOf: at };
        return { ...quiet, source: "clock" as const, type: "window-edge" as const, at, ...evaluated };
      }),
  ];
  return {
    moments: moments.sort(
      (a, b) => a.learnt.getTime() - b.learnt.getTime() || a.asOf.getTime() - b.asOf.getTime(),
    ),
    knownSince: (session) => since(session, session.startedAt),
  };
}
