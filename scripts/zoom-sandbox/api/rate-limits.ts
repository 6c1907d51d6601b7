import type { LabelLimit, PlanName, RateLabel, SandboxContext } from "../state.ts";
import { ApiError } from "./requests.ts";

const noLimit: LabelLimit = { perSecond: null, perDay: null };

const planLimits: Record<PlanName, Record<RateLabel, LabelLimit>> = {
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
  unlimited: { light: noLimit, medium: noLimit, heavy: noLimit },
};

const categories = { light: "Light", medium: "Medium", heavy: "Heavy" } as const;

/** Counts a call against its label; returns the headers of its response. Limits are per account. */
export type RateLimiter = (label: RateLabel) => Record<string, string>;

export function createRateLimiter(context: SandboxContext): RateLimiter {
  const recent: Record<RateLabel, number[]> = { light: [], medium: [], heavy: [] };

  return (label) => {
    const { state } = context;
    const now = context.now();
    const { perSecond, perDay } = { ...planLimits[state.plan][label], ...state.planOverrides[label] };
    const day = now.toISOString().slice(0, 10);
    const dayKey = `${label} ${day}`;
    const usedToday = state.labelDailyUse[dayKey] ?? 0;
    const lastSecond = recent[label].filter((at) => at > now.getTime() - 1000);
    const category = { "X-RateLimit-Category": categories[label] };

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

const maxHostChangesPerDay = 100;

export function hostDayKey(hostId: string, now: Date): string {
  return `${hostId} ${now.toISOString().slice(0, 10)}`;
}

export function checkHostDailyLimit(context: SandboxContext, hostId: string): void {
  const used = context.state.hostDailyUse[hostDayKey(hostId, context.now())] ?? 0;
  if (used < maxHostChangesPerDay) return;
  throw new ApiError(
    429,
    {
      code: 429,
      message: `You have exceeded the daily rate limit (${maxHostChangesPerDay}) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.`,
    },
    // Zoom's own rejection shows the account's limit here, not the host's, and has no Retry-After.
    { "X-RateLimit-Category": "Light", "X-RateLimit-Limit": "6000", "X-RateLimit-Remaining": "5893" },
  );
}

export function countHostChange(context: SandboxContext, hostId: string): void {
  const key = hostDayKey(hostId, context.now());
  context.state.hostDailyUse[key] = (context.state.hostDailyUse[key] ?? 0) + 1;
}
