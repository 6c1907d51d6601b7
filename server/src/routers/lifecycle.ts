import type { TRPCRouterRecord } from "@trpc/server";
import { FollowEvents } from "../contract/events.ts";
import { AppointmentAnswer, AppointmentChanged, History } from "../contract/lifecycle.ts";
import { Meeting, MeetingById } from "../contract/meetings.ts";
import { mutation } from "../mutation.ts";
import { appointmentChanged } from "../operations/appointment-changed.ts";
import { endMeeting } from "../operations/end-meeting.ts";
import { followEvents } from "../operations/follow-events.ts";
import { getHistory } from "../operations/get-history.ts";
import { startMeeting } from "../operations/start-meeting.ts";
import { query } from "../query.ts";
import { tellEvents } from "../tell-events.ts";
import { procedure } from "../trpc.ts";

export const lifecycle = {
  appointmentChanged: mutation(
    "lifecycle.appointmentChanged",
    AppointmentChanged,
    AppointmentAnswer,
    appointmentChanged,
  ),
  start: mutation("lifecycle.start", MeetingById, Meeting, startMeeting),
  end: mutation("lifecycle.end", MeetingById, Meeting, endMeeting),
  history: query("lifecycle.history", MeetingById, History, getHistory),
  events: procedure("lifecycle.events")
    .input(FollowEvents.default({}))
    .subscription(({ ctx, input, signal }) =>
      tellEvents(ctx, signal, (until) => followEvents(ctx.deps, ctx.actor, input, until)),
    ),
} satisfies TRPCRouterRecord;
