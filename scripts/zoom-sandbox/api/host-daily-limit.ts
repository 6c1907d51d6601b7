import type { World } from "../world.ts";
import { ApiError } from "./api-error.ts";

const changesPerHostAndDay = 100;

export function hostDayKey(hostId: string, now: Date): string {
  return `${hostId} ${now.toISOString().slice(0, 10)}`;
}

export function checkHostDailyLimit(world: World, hostId: string): void {
  const used = world.state.hostDailyUse[hostDayKey(hostId, world.now())] ?? 0;
  if (used < changesPerHostAndDay) return;
  throw new ApiError(
    429,
    {
      code: 429,
      message: `You have exceeded the daily rate limit (${changesPerHostAndDay}) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.`,
    },
    // A real refusal speaks of the account's allowance, not the host's, and names no time to come back.
    { "X-RateLimit-Category": "Light", "X-RateLimit-Limit": "6000", "X-RateLimit-Remaining": "5893" },
  );
}

export function countHostChange(world: World, hostId: string): void {
  const key = hostDayKey(hostId, world.now());
  world.state.hostDailyUse[key] = (world.state.hostDailyUse[key] ?? 0) + 1;
}
