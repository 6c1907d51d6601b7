import { minutesAfter, opensAt } from "../join-window.ts";
import { common, type Interval, merged } from "./intervals.ts";
import type { Attendance, Person, VisitSnapshot } from "./visit-snapshot.ts";

/** Somebody who is expected and not there this long after the start is late. */
export const lateAfterMinutes = 5;

export const deadlineOf = ({ expectedFrom }: VisitSnapshot) => minutesAfter(expectedFrom, lateAfterMinutes);

/** The people who were not there by the deadline, and when they came. An unknown person may have been one of them: that is no absence. */
export function latecomers(
  { inRoom, waiting }: Attendance,
  snapshot: VisitSnapshot,
): { who: Person; cameAt: Date | null }[] {
  const deadline = deadlineOf(snapshot);
  if (snapshot.now < deadline) return [];
  const met = common(inRoom.doctor, inRoom.patient).some(({ from }) => from <= deadline);
  const wasThere = (times: readonly Interval[]) =>
    times.some(({ from, to }) => from <= deadline && to >= snapshot.slot.start);
  if (met || wasThere(inRoom.unknown)) return [];
  const came = {
    doctor:
      wasThere(inRoom.doctor) ||
      (snapshot.declaredStartedAt !== null && snapshot.declaredStartedAt <= deadline),
    patient:
      wasThere([...inRoom.patient, ...waiting.patient, ...waiting.unknown]) ||
      snapshot.patientRedirects.some((at) => at >= opensAt(snapshot.slot, snapshot.window) && at <= deadline),
  };
  const times = { doctor: inRoom.doctor, patient: [...inRoom.patient, ...waiting.patient] };
  return (["doctor", "patient"] as const)
    .filter((who) => !came[who])
    .map((who) => ({
      who,
      cameAt: merged(times[who]).find(({ from }) => from > deadline)?.from ?? null,
    }));
}
