import type { Evidence, MeetingStatus, Outcome } from "@patientcare/zoom-db/unions";
import { appointmentStatusOf } from "@patientcare/zoom-server/domain/visit/evaluation.ts";
import type { Day, Device } from "./day.ts";
import type { DeliveredDay } from "./deliver-day.ts";
import { truthOf } from "./truth-of.ts";

export interface Recorded {
  status: MeetingStatus;
  outcome: Outcome | null;
  evidence: Evidence | null;
}

// Five seconds that the rules allow, and what our clock differs by.
const leewaySeconds = 7;

/** Compares what is recorded of days with how they were, and counts. */
export function createComparison() {
  const seen = {
    days: 0,
    met: 0,
    metByClick: 0,
    held: 0,
    unknown: 0,
    unknownByClick: 0,
    heldWithout: 0,
    absent: 0,
    fair: 0,
    exempt: 0,
    unheard: 0,
  };
  const wrong: string[] = [];
  return {
    seen,
    /** One sentence for each day that is recorded as it was not. */
    wrong,
    shares: () => ({
      unknown: seen.unknown / seen.met,
      unknownByClick: seen.unknownByClick / seen.metByClick,
      heldWithout: seen.heldWithout / (seen.days - seen.met),
      absent: seen.absent / seen.fair,
    }),
    compare(seed: number, day: Day, delivered: DeliveredDay, { status, outcome, evidence }: Recorded): void {
      const truth = truthOf(day);
      const recorded = `day ${seed}: ${status}/${outcome} by ${evidence}`;
      seen.days += 1;
      if (status !== "ended" && status !== "missed") wrong.push(recorded);
      if (truth.met) {
        seen.met += 1;
        if (outcome === "held") seen.held += 1;
        if (truth.cameByClick) seen.metByClick += 1;
        if (outcome === "unknown") seen.unknown += 1;
        if (outcome === "unknown" && truth.cameByClick) seen.unknownByClick += 1;
        // Nobody can know of people of whom no delivery arrived, and Zoom does not answer.
        const isUnheard = noneOf("patient", day, delivered.heardInRoom);
        if (isUnheard) seen.unheard += 1;
        else if (status === "missed" && truth.underDoctorsName) seen.exempt += 1;
        else if (status !== "ended") wrong.push(`${recorded}, though both met`);
      } else if (outcome === "held") {
        seen.heldWithout += 1;
        // The patient was inside, and one of their times is assumed.
        const isHalfDelivered = [...delivered.halfDelivered].some(({ of }) => of === "patient");
        const saysSo = evidence === "redirect" || evidence === "redirect-several";
        const mayBeThePatient = day.devices.some(
          (device) =>
            delivered.heardInRoom.has(device) &&
            !delivered.identified.has(device) &&
            device.stays.some(({ to }) => truth.firstClick <= to + leewaySeconds),
        );
        if (!isHalfDelivered && (!saysSo || !mayBeThePatient))
          wrong.push(`${recorded}, though they did not meet`);
      }
      if (truth.hadFairChance) seen.fair += 1;
      if (status === "missed" && appointmentStatusOf(status, outcome, "CONFIRMED") === "NO_SHOW") {
        seen.absent += 1;
        const isUnknowable =
          truth.underDoctorsName || (!truth.clicked && noneOf("patient", day, delivered.heard));
        if (delivered.hasGap || (!truth.hadFairChance && !isUnknowable))
          wrong.push(`${recorded}, without a fair chance or full knowledge`);
      }
    },
  };
}

/** Somebody of them came, and no delivery said so. */
function noneOf(role: Device["of"], { devices }: Day, heard: ReadonlySet<Device>): boolean {
  const came = devices.filter(({ of, stays, waits }) => of === role && stays.length + waits.length > 0);
  return came.length > 0 && !came.some((device) => heard.has(device));
}
