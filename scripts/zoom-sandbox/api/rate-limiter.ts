import type { RateLabel } from "../state.ts";
import type { World } from "../world.ts";
import { ApiError } from "./api-error.ts";
import { planLimits } from "./plan-limits.ts";

const categoryOf = { light: "Light", medium: "Medium", heavy: "Heavy" } as const;

/** Counts a call against its label; returns the headers its answer carries. Limits are per account. */
export type RateLimiter = (label: RateLabel) => Record<string, string>;

export function createRateLimiter(world: World): RateLimiter {
  const recent: Record<RateLabel, number[]> = { light: [], medium: [], heavy: [] };

  return (label) => {
    const { state } = world;
    const now = world.now();
    const { perSecond, perDay } = { ...planLimits[state.plan][label], ...state.planOverrides[label] };
    const day = now.toISOString().slice(0, 10);
    const dayKey = `${label} ${day}`;
    const usedToday = state.labelDailyUse[dayKey] ?? 0;
    const lastSecond = recent[label].filter((at) => at > now.getTime() - 1000);
    const category = { "X-RateLimit-Category": categoryOf[label] };

    if (perDay !== null && usedToday >= perDay)
      throw new ApiError(
        429,
        {
          code: 429,
          message:
            "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.",
        },
        {
          ...category,
          "X-RateLimit-Type": "Daily-limit",
          "X-RateLimit-Limit": String(perDay),
          "X-RateLimit-Remaining": "0",
          "Retry-After": `${new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`,
        },
      );
    if (perSecond !== null && lastSecond.length >= perSecond)
      throw new ApiError(
        429,
        {
          code: 429,
          message: "You have reached the maximum per-second rate limit for this API. Try again later.",
        },
        {
          ...category,
          "X-RateLimit-Type": "QPS",
          "X-RateLimit-Limit": String(perSecond),
          "X-RateLimit-Remaining": "0",
        },
      );

    recent[label] = [...lastSecond, now.getTime()];
    state.labelDailyUse[dayKey] = usedToday + 1;
    if (perDay !== null)
      return {
        ...category,
        "X-RateLimit-Type": "Daily-limit",
        "X-RateLimit-Limit": String(perDay),
        "X-RateLimit-Remaining": String(perDay - usedToday - 1),
      };
    if (perSecond === null) return category;
    return {
      ...category,
      "X-RateLimit-Type": "QPS",
      "X-RateLimit-Limit": String(perSecond),
      "X-RateLimit-Remaining": String(perSecond - lastSecond.length - 1),
    };
  };
}
