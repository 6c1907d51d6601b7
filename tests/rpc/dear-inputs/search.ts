import { diceOf } from "../../visit/days/dice.ts";
import { aPlan, bodyOf, changed, type Plan } from "./a-body.ts";
import { type Judged, judge, procedures } from "./judge.ts";

export interface Found extends Judged {
  plan: Plan;
  body: string;
}

const kept = 12;
const repeats = 3;

/** Looks for the dearest bodies of each kind: random ones first, then those that differ little from the dearest. */
export function searchDearest(
  goodOf: Record<string, object>,
  { tries, seed }: { tries: number; seed: number },
): { accepted: Found[]; refused: Found[] } {
  const dice = diceOf(seed);
  const [first = "", ...others] = procedures;
  const found: { accepted: Found[]; refused: Found[] } = { accepted: [], refused: [] };
  for (let tried = 0; tried < tries; tried++) {
    const parents = [...found.accepted, ...found.refused];
    const parent = tried % 2 === 0 ? undefined : parents[dice.between(0, parents.length - 1)];
    const plan = parent ? changed(dice, parent.plan) : aPlan(dice, dice.pick([first, ...others]));
    const body = bodyOf(plan, goodOf[plan.procedure] ?? {});
    // The shortest of some: what else the machine does makes one longer, and none shorter.
    const judged = Array.from({ length: repeats }, () => judge(plan.procedure, body)).reduce((least, one) =>
      one.milliseconds < least.milliseconds ? one : least,
    );
    const list = judged.accepted ? found.accepted : found.refused;
    list.push({ ...judged, plan, body });
    list.sort((one, other) => other.milliseconds - one.milliseconds).splice(kept);
  }
  return found;
}

export const describeFound = ({ plan, milliseconds, answerBytes, body }: Found): string => {
  const { procedure, place, filling, fragment, before, behind, meta } = plan;
  const filled = `${filling} of ${JSON.stringify([before, fragment, behind])}`;
  return `${milliseconds.toFixed(1).padStart(7)} ms  ${procedure} ${place || "(the whole)"}: ${filled}, meta ${meta}; ${body.length} characters, refused in ${answerBytes} bytes`;
};
