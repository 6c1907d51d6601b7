import type { TRPCRouterRecord } from "@trpc/server";
import { LegacyMeeting } from "../contract/legacy.ts";
import { MeetingByAppointment, MeetingById } from "../contract/meetings.ts";
import { getLegacyMeeting } from "../operations/get-legacy-meeting.ts";
import { procedure } from "../trpc.ts";

/** What REST callers read that RPC callers ask for in parts; reached through the REST adapter alone. */
export const legacy = {
  get: procedure("meetings.get")
    .input(MeetingById)
    .output(LegacyMeeting)
    .query(({ ctx, input }) => getLegacyMeeting(ctx.deps, ctx.actor, input)),
  getByAppointment: procedure("meetings.getByAppointment")
    .input(MeetingByAppointment)
    .output(LegacyMeeting)
    .query(({ ctx, input }) => getLegacyMeeting(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
