import type { TRPCRouterRecord } from "@trpc/server";
import { Daily, DailyRange, Overview, StatsRange } from "../contract/stats.ts";
import { statsDaily } from "../operations/stats/get-daily.ts";
import { statsOverview } from "../operations/stats/get-overview.ts";
import { procedure } from "../rpc/procedure.ts";
import { run } from "../rpc/run.ts";

export const stats = {
  overview: procedure("stats.overview")
    .input(StatsRange.default({}))
    .output(Overview)
    .query(run(statsOverview)),
  daily: procedure("stats.daily").input(DailyRange).output(Daily).query(run(statsDaily)),
} satisfies TRPCRouterRecord;
