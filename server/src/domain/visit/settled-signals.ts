import type { Outcome, SignalType } from "@patientcare/zoom-db/unions";
import { closesAt, minutesAfter } from "../join-window.ts";
import { common, type Interval, merged, secondsIn } from "./intervals.ts";
import { deadlineOf, lateAfterMinutes, latecomers } from "./latecomers.ts";
import { longWaits, waiterAt, waitsTooLongAfterMinutes } from "./long-waits.ts";
import type { Signal } from "./signal.ts";
import { type Attendance, evidenceOf, type Person, type VisitSnapshot } from "./visit-snapshot.ts";

/** The signals that may be acted on outside: computed after the window closed and Zoom was queried. */
export function settledSignals(known: Attendance, snapshot: VisitSnapshot): Signal[] {
  const { inRoom, waits, sessions } = known;
  const closes = closesAt(snapshot.slot, snapshot.window);
  const together = common(inRoom.doctor, inRoom.patient);
  const [firstTogether] = together;
  const tooLong = longWaits(known, snapshot);
  const settled = (
    type: SignalType,
    who: Person | null,
    at: Date,
    data: Record<string, unknown>,
  ): Signal => ({ type, phase: "settled", who, at, data });
  const rooms = sessions.map(({ uuid, startedAt, until }) => ({
    session: uuid,
    ...toIso({ from: startedAt, to: until }),
  }));
  return [
    ...latecomers(known, snapshot).flatMap(({ who, cameAt }) =>
      cameAt
        ? settled("late", who, deadlineOf(snapshot), {
            evidence: evidenceOf(known, who),
            since: snapshot.expectedFrom.toISOString(),
            seconds: (cameAt.getTime() - snapshot.expectedFrom.getTime()) / 1000,
            afterMinutes: lateAfterMinutes,
            cameAt: cameAt.toISOString(),
          })
        : [],
    ),
    ...(tooLong[0]
      ? [
          settled(
            "waiting-too-long",
            waiterAt(known, tooLong[0]),
            minutesAfter(tooLong[0].from, waitsTooLongAfterMinutes),
            {
              evidence: evidenceOf(known, waiterAt(known, tooLong[0])),
              ...counted(tooLong),
              afterMinutes: waitsTooLongAfterMinutes,
              waits: tooLong.map(toIso),
            },
          ),
        ]
      : []),
    ...absent(snapshot.outcome).map((who) =>
      settled("no-show", who, closes, {
        since: snapshot.slot.start.toISOString(),
        outcome: snapshot.outcome,
        rooms,
        patientRedirects: snapshot.patientRedirects.map((at) => at.toISOString()),
      }),
    ),
    ...(firstTogether
      ? [
          settled("visit-proof", null, firstTogether.from, {
            // Nobody told us when that running was over.
            ...(sessions.some(({ endAssumed }) => endAssumed) && { settled: false }),
            evidence: snapshot.evidence ?? evidenceOf(known, "patient"),
            ...counted(together),
            together: together.map(toIso),
            doctor: inRoom.doctor.map(toIso),
            patient: inRoom.patient.map(toIso),
            rooms,
          }),
        ]
      : []),
    ...(["doctor", "patient"] as const).flatMap((who) => {
      const own = waits.filter((wait) => wait.who === who);
      const [first] = own;
      if (!first) return [];
      return settled("waited", who, first.from, {
        evidence: evidenceOf(known, who),
        ...counted(own),
        waits: own.map(({ place, from, to }) => ({ place, ...toIso({ from, to }) })),
      });
    }),
  ];
}

/** The seconds in these intervals, with the first instant and the last. */
function counted(intervals: readonly Interval[]) {
  const inOrder = merged(intervals).map(toIso);
  const [first] = inOrder;
  return { since: first?.from, from: first?.from, to: inOrder.at(-1)?.to, seconds: secondsIn(intervals) };
}

function absent(outcome: Outcome | null): Person[] {
  if (outcome === "both_absent") return ["doctor", "patient"];
  if (outcome === "doctor_absent") return ["doctor"];
  return outcome === "patient_absent" ? ["patient"] : [];
}

const toIso = ({ from, to }: Interval) => ({ from: from.toISOString(), to: to.toISOString() });
