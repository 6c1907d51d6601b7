import type { Evidence, MeetingStatus, Outcome, SeenAs } from "@patientcare/zoom-db/unions";
import { closesAt, type JoinWindow, opensAt, type Slot } from "../join-window.ts";
import { earliest, type Interval, merged } from "./intervals.ts";
import type { Session } from "./session.ts";
import { isOfSlot } from "./sessions-of-slot.ts";
import { strongestEvidence } from "./strongest-evidence.ts";
import type { Wait } from "./waiting.ts";

export type Person = "doctor" | "patient";

/** All that signals are made from. */
export interface VisitSnapshot {
  slot: Slot;
  /** Sessions that ended before belong to an earlier slot. */
  slotSince: Date | null;
  window: JoinWindow;
  sessions: readonly Session[];
  waits: readonly Wait[];
  patientRedirects: readonly Date[];
  declaredStartedAt: Date | null;
  declaredEndedAt: Date | null;
  /** From when on both are expected; later than the start where the meeting was made later. */
  expectedFrom: Date;
  status: MeetingStatus;
  outcome: Outcome | null;
  evidence: Evidence | null;
  /** Zoom delivers nothing at present: nothing new is said of anybody. */
  zoomSilent: boolean;
  /** The window has closed and Zoom was asked since. */
  settled: boolean;
  now: Date;
}

/** The times of each person in the room and waiting outside it; stays and rejoins are merged. */
export interface Attendance {
  sessions: SeenSession[];
  waits: (Wait & Interval)[];
  inRoom: Record<Person | "unknown", Interval[]>;
  waiting: Record<Person | "unknown", Interval[]>;
}

interface SeenSession extends Session {
  /** Its end, or how far it is known to reach. */
  until: Date;
}

/** The attendance of a slot's visit as of `now`; once its window has closed, it no longer depends on `now`. */
export function attend(snapshot: VisitSnapshot): Attendance {
  const { slot, window, sessions, waits, declaredEndedAt, now } = snapshot;
  const [opens, closes] = [opensAt(slot, window), closesAt(slot, window)];
  const reached = earliest(now, closes);
  const seen = sessions
    .filter((session) => isOfSlot(session, snapshot, window, now))
    .map((session) => {
      const declaredEnd = declaredEndedAt && session.startedAt <= declaredEndedAt ? declaredEndedAt : null;
      return { ...session, until: earliest(session.endedAt ?? declaredEnd ?? reached, now) };
    });
  const waited = waits
    .filter(({ from, to }) => from < reached && (to ?? closes) >= opens)
    .map((wait) => ({ ...wait, to: earliest(wait.to ?? reached, reached) }));
  const roleOf = rolesIn(snapshot);
  const stays = (who: Role) =>
    merged(
      seen.flatMap(({ startedAt, until, stays }) =>
        stays
          .filter((stay) => roleOf(stay) === who)
          .map(({ joinedAt, leftAt }) => ({
            from: joinedAt ?? startedAt,
            to: earliest(leftAt ?? until, now),
          })),
      ),
    );
  const times = (who: Role) => merged(waited.filter((wait) => roleOf(wait) === who));
  return {
    sessions: seen,
    waits: waited,
    inRoom: { doctor: stays("doctor"), patient: stays("patient"), unknown: stays("unknown") },
    waiting: { doctor: times("doctor"), patient: times("patient"), unknown: times("unknown") },
  };
}

/** The strongest evidence by which the person is known in the rooms or outside them; null when they were not seen. */
export const evidenceOf = ({ sessions, waits }: Attendance, person: Person | null): Evidence | null =>
  strongestEvidence(
    [...sessions.flatMap(({ stays }) => stays), ...waits]
      .filter(({ who }) => who === person)
      .map(({ recognisedBy }) => recognisedBy),
  );

type Role = Person | "unknown";

/** Note-takers and the like are nobody. Where one of several undecided people must be the patient, all stand for them. */
const rolesIn =
  ({ outcome, evidence }: VisitSnapshot) =>
  ({ who, counts }: { who: SeenAs; counts: boolean }): Role | null => {
    if (who === "doctor" || who === "patient") return who;
    if (!counts) return null;
    return who === "undecided" && outcome === "held" && evidence === "redirect-several"
      ? "patient"
      : "unknown";
  };
