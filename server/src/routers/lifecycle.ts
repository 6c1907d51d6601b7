import type { TRPCRouterRecord } from "@trpc/server";
import { AppointmentAnswer, AppointmentChanged, History } from "../contract/lifecycle.ts";
import { Meeting, MeetingById } from "../contract/meetings.ts";
import { appointmentChanged } from "../operations/appointment-changed.ts";
import { endMeeting } from "../operations/end-meeting.ts";
import { getHistory } from "../operations/get-history.ts";
import { startMeeting } from "../operations/start-meeting.ts";
import { procedure } from "../trpc.ts";

export const lifecycle = {
  appointmentChanged: procedure("lifecycle.appointmentChanged")
    .input(AppointmentChanged)
    .output(AppointmentAnswer)
    .mutation(({ ctx, input }) => appointmentChanged(ctx.deps, ctx.actor, input)),
  start: procedure("lifecycle.start")
    .input(MeetingById)
    .output(Meeting)
    .mutation(({ ctx, input }) => startMeeting(ctx.deps, ctx.actor, input)),
  end: procedure("lifecycle.end")
    .input(MeetingById)
    .output(Meeting)
    .mutation(({ ctx, input }) => endMeeting(ctx.deps, ctx.actor, input)),
  history: procedure("lifecycle.history")
    .input(MeetingById)
    .output(History)
    .query(({ ctx, input }) => getHistory(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
