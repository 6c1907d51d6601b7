import type { TRPCRouterRecord } from "@trpc/server";
import { Overview, StatsRange } from "../contract/stats.ts";
import { statsOverview } from "../operations/stats-overview.ts";
import { procedure } from "../trpc.ts";

export const stats = {
  overview: procedure("stats.overview")
    .input(StatsRange.default({}))
    .output(Overview)
    .query(({ ctx, input }) => statsOverview(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
