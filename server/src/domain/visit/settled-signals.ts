import type { Outcome } from "@patientcare/zoom-db";
import { closesAt, minutesAfter } from "../join-window.ts";
import { common, type Interval, secondsIn } from "./intervals.ts";
import { deadlineOf, lateAfterMinutes, latecomers } from "./latecomers.ts";
import { longWaits, waitsTooLongAfterMinutes } from "./long-waits.ts";
import type { Finding, FindingType } from "./signals.ts";
import type { Attendance, Person, VisitScene } from "./visit-snapshot.ts";

/** What may be acted on outside: judged after the window closed and Zoom was asked. */
export function settledFindings(known: Attendance, scene: VisitScene): Finding[] {
  const { inRoom, waits, sessions } = known;
  const closes = closesAt(scene.slot, scene.window);
  const together = common(inRoom.doctor, inRoom.patient);
  const [firstTogether] = together;
  const tooLong = longWaits(known, scene);
  const settled = (
    type: FindingType,
    who: Person | null,
    at: Date,
    data: Record<string, unknown>,
  ): Finding => ({ type, phase: "settled", who, at, data });
  const rooms = sessions.map(({ uuid, startedAt, until }) => ({
    session: uuid,
    ...told({ from: startedAt, to: until }),
  }));
  return [
    ...latecomers(known, scene).flatMap(({ who, cameAt }) =>
      cameAt
        ? settled("late", who, deadlineOf(scene), {
            afterMinutes: lateAfterMinutes,
            cameAt: cameAt.toISOString(),
          })
        : [],
    ),
    ...(tooLong[0]
      ? [
          settled("waiting-too-long", "patient", minutesAfter(tooLong[0].from, waitsTooLongAfterMinutes), {
            afterMinutes: waitsTooLongAfterMinutes,
            waits: tooLong.map(told),
          }),
        ]
      : []),
    ...absent(scene.outcome).map((who) =>
      settled("no-show", who, closes, {
        outcome: scene.outcome,
        rooms,
        patientPassages: scene.patientPassages.map((at) => at.toISOString()),
      }),
    ),
    ...(firstTogether
      ? [
          settled("visit-proof", null, firstTogether.from, {
            seconds: secondsIn(together),
            together: together.map(told),
            doctor: inRoom.doctor.map(told),
            patient: inRoom.patient.map(told),
            rooms,
          }),
        ]
      : []),
    ...(["doctor", "patient"] as const).flatMap((who) => {
      const own = waits.filter((wait) => wait.who === who);
      const [first] = own;
      if (!first) return [];
      return settled("waited", who, first.from, {
        seconds: secondsIn(own),
        waits: own.map(({ place, from, to }) => ({ place, ...told({ from, to }) })),
      });
    }),
  ];
}

function absent(outcome: Outcome | null): Person[] {
  if (outcome === "both_absent") return ["doctor", "patient"];
  if (outcome === "doctor_absent") return ["doctor"];
  return outcome === "patient_absent" ? ["patient"] : [];
}

const told = ({ from, to }: Interval) => ({ from: from.toISOString(), to: to.toISOString() });
