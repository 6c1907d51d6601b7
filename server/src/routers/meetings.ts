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
import { mutation } from "../mutation.ts";
import { cancelMeeting } from "../operations/cancel-meeting.ts";
import { createMeeting } from "../operations/create-meeting.ts";
import { getMeeting, getMeetingByAppointment } from "../operations/get-meeting.ts";
import { listMeetings } from "../operations/list-meetings.ts";
import { retryMeeting } from "../operations/retry-meeting.ts";
import { updateMeeting } from "../operations/update-meeting.ts";
import { procedure } from "../trpc.ts";

export const meetings = {
  create: mutation("meetings.create", CreateMeeting, Meeting, createMeeting),
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
  update: mutation("meetings.update", UpdateMeeting, Meeting, updateMeeting),
  cancel: mutation("meetings.cancel", CancelMeeting, Meeting, cancelMeeting),
  retry: mutation("meetings.retry", MeetingById, Meeting, retryMeeting),
} satisfies TRPCRouterRecord;
