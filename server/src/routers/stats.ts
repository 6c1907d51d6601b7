import type { TRPCRouterRecord } from "@trpc/server";
import { Overview, StatsRange } from "../contract/stats.ts";
import { statsOverview } from "../operations/stats/get-overview.ts";
import { query } from "../rpc/query.ts";

export const stats = {
  overview: query("stats.overview", StatsRange.default({}), Overview, statsOverview),
} satisfies TRPCRouterRecord;
