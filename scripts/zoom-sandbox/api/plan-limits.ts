import type { LabelLimit, PlanName, RateLabel } from "../state.ts";

const none: LabelLimit = { perSecond: null, perDay: null };

export const planLimits: Record<PlanName, Record<RateLabel, LabelLimit>> = {
  free: {
    light: { perSecond: 4, perDay: 6000 },
    medium: { perSecond: 2, perDay: 2000 },
    heavy: { perSecond: 1, perDay: 1000 },
  },
  pro: {
    light: { perSecond: 30, perDay: null },
    medium: { perSecond: 20, perDay: null },
    heavy: { perSecond: 10, perDay: 30_000 },
  },
  business: {
    light: { perSecond: 80, perDay: null },
    medium: { perSecond: 60, perDay: null },
    heavy: { perSecond: 40, perDay: 60_000 },
  },
  unlimited: { light: none, medium: none, heavy: none },
};
