import type { TRPCRouterRecord } from "@trpc/server";
import { LegacyLookup, LegacyMeeting } from "../contract/legacy.ts";
import { getLegacyMeeting } from "../operations/get-legacy-meeting.ts";
import { procedure } from "../trpc.ts";

/** What REST callers read that RPC callers ask for in parts; reached through the REST adapter alone. */
export const legacy = {
  meeting: procedure("meetings.get")
    .input(LegacyLookup)
    .output(LegacyMeeting)
    .query(({ ctx, input }) => getLegacyMeeting(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
