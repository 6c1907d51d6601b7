import { minutesAfter } from "../join-window.ts";
import { deadlineOf, lateAfterMinutes, latecomers } from "./latecomers.ts";
import { longWaits, waiterAt, waitsAlone, waitsTooLongAfterMinutes } from "./long-waits.ts";
import { settledSignals } from "./settled-signals.ts";
import type { Signal } from "./signal.ts";
import { attend, evidenceOf, type VisitSnapshot } from "./visit-snapshot.ts";

/** All signals of a visit, as of `now`. */
export function signalsOf(snapshot: VisitSnapshot): Signal[] {
  const known = attend(snapshot);
  const lates = latecomers(known, snapshot);
  const tooLong = longWaits(known, snapshot);
  const [first] = tooLong;
  const live: Signal[] = [
    ...lates.map(
      ({ who }): Signal => ({
        type: "late",
        phase: "live",
        who,
        at: deadlineOf(snapshot),
        data: { since: snapshot.expectedFrom.toISOString(), afterMinutes: lateAfterMinutes },
      }),
    ),
    ...(first
      ? [
          {
            type: "waiting-too-long" as const,
            phase: "live" as const,
            who: waiterAt(known, first),
            at: minutesAfter(first.from, waitsTooLongAfterMinutes),
            data: {
              evidence: evidenceOf(known, waiterAt(known, first)),
              since: first.from.toISOString(),
              afterMinutes: waitsTooLongAfterMinutes,
            },
          },
        ]
      : []),
  ];
  const isOver = snapshot.status === "ended" || snapshot.status === "missed";
  return snapshot.settled && isOver ? [...live, ...settledSignals(known, snapshot)] : live;
}

/** When the clock alone may next add a signal; null when it never will. */
export function nextSignalAt(snapshot: VisitSnapshot): Date | null {
  const waiting = waitsAlone(attend(snapshot), snapshot)
    .filter(({ to }) => to >= snapshot.now)
    .map(({ from }) => minutesAfter(from, waitsTooLongAfterMinutes));
  const moments = [deadlineOf(snapshot), ...waiting].filter((moment) => moment > snapshot.now).map(Number);
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}
