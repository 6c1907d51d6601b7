import { appointmentStatusOf } from "@patientcare/zoom-server/domain/visit/evaluation.ts";
import { expect, test } from "vitest";
import { sizeOf } from "../../support/size.ts";
import { aDay, type Habits, habits } from "./a-day.ts";
import type { Day, Device } from "./day.ts";
import { diceOf } from "./dice.ts";
import { evaluateTold } from "./evaluate-told.ts";
import { type Delivering, tellDay } from "./tell-day.ts";
import { truthOf } from "./truth-of.ts";

const days = sizeOf({ full: 10_000, everyday: 1_000 });

// Five seconds that the rules allow, and what our clock differs by.
const leewaySeconds = 7;

const mixes: [Delivering, ...Delivering[]] = [
  { lost: 0, pastKnown: true },
  { lost: 0, pastKnown: false },
  { lost: 0.06, pastKnown: true },
  { lost: 0.06, pastKnown: false },
];

test.each([
  { mix: "ordinary", mostUnknown: 0.13 },
  { mix: "stress", mostUnknown: 0.4 },
] as const)(
  `over ${days} $mix days no visit that took place is missed, none is held without its patient, and nobody is absent who had no fair chance`,
  ({ mix, mostUnknown }) => {
    const { seen, wrong } = playDays(habits[mix]);
    const shares = {
      unknown: seen.unknown / seen.met,
      unknownByClick: seen.unknownByClick / seen.metByClick,
      heldWithout: seen.heldWithout / (days - seen.met),
      absent: seen.absent / seen.fair,
    };
    console.info(JSON.stringify({ mix, days, ...seen, shares }));
    expect(wrong).toEqual([]);
    // Rules that say `unknown` of everything would err in none of the above.
    expect(shares.unknown).toBeLessThan(mostUnknown);
    expect(shares.unknownByClick).toBeLessThan(0.1);
    expect(shares.heldWithout).toBeLessThan(0.05);
    expect(shares.absent).toBeGreaterThan(0.5);
  },
);

function playDays(habitsOfPeople: Habits) {
  const seen = {
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
  for (let seed = 1; seed <= days; seed += 1) {
    const dice = diceOf(seed);
    const day = aDay(dice, habitsOfPeople);
    const told = tellDay(dice, day, dice.pick(mixes));
    const truth = truthOf(day);
    const { status, outcome, evidence } = evaluateTold(told);
    const recorded = `day ${seed}: ${status}/${outcome} by ${evidence}`;

    if (status !== "ended" && status !== "missed") wrong.push(recorded);
    if (truth.met) {
      seen.met += 1;
      if (outcome === "held") seen.held += 1;
      if (truth.cameByClick) seen.metByClick += 1;
      if (outcome === "unknown") seen.unknown += 1;
      if (outcome === "unknown" && truth.cameByClick) seen.unknownByClick += 1;
      // Nobody can know of people of whom no delivery arrived, and Zoom does not answer.
      const isUnheard = noneOf("patient", day, told.heardInRoom);
      if (isUnheard) seen.unheard += 1;
      else if (status === "missed" && truth.underDoctorsName) seen.exempt += 1;
      else if (status !== "ended") wrong.push(`${recorded}, though both met`);
    } else if (outcome === "held") {
      seen.heldWithout += 1;
      // The patient was inside, and one of their times is assumed.
      const isHalfTold = [...told.halfTold].some(({ of }) => of === "patient");
      const saysSo = evidence === "redirect" || evidence === "redirect-several";
      const mayBeThePatient = day.devices.some(
        (device) =>
          told.heardInRoom.has(device) &&
          !told.identified.has(device) &&
          device.stays.some(({ to }) => truth.firstClick <= to + leewaySeconds),
      );
      if (!isHalfTold && (!saysSo || !mayBeThePatient)) wrong.push(`${recorded}, though they did not meet`);
    }
    if (truth.hadFairChance) seen.fair += 1;
    if (status === "missed" && appointmentStatusOf(status, outcome, "CONFIRMED") === "NO_SHOW") {
      seen.absent += 1;
      const isUnknowable = truth.underDoctorsName || (!truth.clicked && noneOf("patient", day, told.heard));
      if (told.hasGap || (!truth.hadFairChance && !isUnknowable))
        wrong.push(`${recorded}, without a fair chance or full knowledge`);
    }
  }
  return { seen, wrong };
}

/** Somebody of them came, and no delivery said so. */
function noneOf(role: Device["of"], { devices }: Day, heard: ReadonlySet<Device>): boolean {
  const came = devices.filter(({ of, stays, waits }) => of === role && stays.length + waits.length > 0);
  return came.length > 0 && !came.some((device) => heard.has(device));
}
