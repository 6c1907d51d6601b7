import type { TRPCRouterRecord } from "@trpc/server";
import {
  CancelMeeting,
  CreateMeeting,
  ListMeetings,
  Meeting,
  MeetingByAppointment,
  MeetingById,
  MeetingPage,
  UpdateMeeting,
} from "../contract/meetings.ts";
import { cancelMeeting } from "../operations/cancel-meeting.ts";
import { createMeeting } from "../operations/create-meeting.ts";
import { getMeeting, getMeetingByAppointment } from "../operations/get-meeting.ts";
import { listMeetings } from "../operations/list-meetings.ts";
import { retryMeeting } from "../operations/retry-meeting.ts";
import { updateMeeting } from "../operations/update-meeting.ts";
import { procedure } from "../trpc.ts";

export const meetings = {
  create: procedure("meetings.create")
    .input(CreateMeeting)
    .output(Meeting)
    .mutation(({ ctx, input }) => createMeeting(ctx.deps, ctx.actor, input)),
  get: procedure("meetings.get")
    .input(MeetingById)
    .output(Meeting)
    .query(({ ctx, input }) => getMeeting(ctx.deps, ctx.actor, input)),
  getByAppointment: procedure("meetings.getByAppointment")
    .input(MeetingByAppointment)
    .output(Meeting)
    .query(({ ctx, input }) => getMeetingByAppointment(ctx.deps, ctx.actor, input)),
  list: procedure("meetings.list")
    .input(ListMeetings)
    .output(MeetingPage)
    .query(({ ctx, input }) => listMeetings(ctx.deps, ctx.actor, input)),
  update: procedure("meetings.update")
    .input(UpdateMeeting)
    .output(Meeting)
    .mutation(({ ctx, input }) => updateMeeting(ctx.deps, ctx.actor, input)),
  cancel: procedure("meetings.cancel")
    .input(CancelMeeting)
    .output(Meeting)
    .mutation(({ ctx, input }) => cancelMeeting(ctx.deps, ctx.actor, input)),
  retry: procedure("meetings.retry")
    .input(MeetingById)
    .output(Meeting)
    .mutation(({ ctx, input }) => retryMeeting(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
