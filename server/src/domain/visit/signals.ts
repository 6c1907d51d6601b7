import { minutesAfter } from "../join-window.ts";
import { deadlineOf, lateAfterMinutes, latecomers } from "./latecomers.ts";
import { longWaits, waitsAlone, waitsTooLongAfterMinutes } from "./long-waits.ts";
import { settledFindings } from "./settled-signals.ts";
import { attend, type Person, type VisitScene } from "./visit-snapshot.ts";

export const findingTypes = ["late", "waiting-too-long", "no-show", "visit-proof", "waited"] as const;
export type FindingType = (typeof findingTypes)[number];

/**
 * Something that follows from the facts of a visit. A live one holds as far as is known while the visit runs; a
 * settled one was judged after the window closed and Zoom was asked, and may be acted on outside.
 */
export interface Finding {
  type: FindingType;
  phase: "live" | "settled";
  who: Person | null;
  at: Date;
  /** What it was found from; no names, no e-mails. */
  data: Record<string, unknown>;
}

/** All that is to be said about a visit, as of `now`. */
export function findingsOf(scene: VisitScene): Finding[] {
  const known = attend(scene);
  const lates = latecomers(known, scene);
  const tooLong = longWaits(known, scene);
  const [first] = tooLong;
  const live: Finding[] = [
    ...lates.map(
      ({ who }): Finding => ({
        type: "late",
        phase: "live",
        who,
        at: deadlineOf(scene),
        data: { afterMinutes: lateAfterMinutes },
      }),
    ),
    ...(first
      ? [
          {
            type: "waiting-too-long" as const,
            phase: "live" as const,
            who: "patient" as const,
            at: minutesAfter(first.from, waitsTooLongAfterMinutes),
            data: { since: first.from.toISOString(), afterMinutes: waitsTooLongAfterMinutes },
          },
        ]
      : []),
  ];
  const isOver = scene.status === "ended" || scene.status === "missed";
  return scene.settled && isOver ? [...live, ...settledFindings(known, scene)] : live;
}

/** When the clock alone may next add a finding; null when it never will. */
export function nextFindingAt(scene: VisitScene): Date | null {
  const waiting = waitsAlone(attend(scene), scene)
    .filter(({ to }) => to >= scene.now)
    .map(({ from }) => minutesAfter(from, waitsTooLongAfterMinutes));
  const moments = [deadlineOf(scene), ...waiting].filter((moment) => moment > scene.now).map(Number);
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}
