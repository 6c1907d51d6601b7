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
import { cancelMeeting } from "../operations/meetings/cancel-meeting.ts";
import { createMeeting } from "../operations/meetings/create-meeting.ts";
import { getMeeting, getMeetingByAppointment } from "../operations/meetings/get-meeting.ts";
import { listMeetings } from "../operations/meetings/list-meetings.ts";
import { retryMeeting } from "../operations/meetings/retry-meeting.ts";
import { updateMeeting } from "../operations/meetings/update-meeting.ts";
import { mutation } from "../rpc/mutation.ts";
import { query } from "../rpc/query.ts";

export const meetings = {
  create: mutation("meetings.create", CreateMeeting, Meeting, createMeeting),
  get: query("meetings.get", MeetingById, Meeting, getMeeting),
  getByAppointment: query(
    "meetings.getByAppointment",
    MeetingByAppointment,
    Meeting,
    getMeetingByAppointment,
  ),
  list: query("meetings.list", ListMeetings, MeetingPage, listMeetings),
  update: mutation("meetings.update", UpdateMeeting, Meeting, updateMeeting),
  cancel: mutation("meetings.cancel", CancelMeeting, Meeting, cancelMeeting),
  retry: mutation("meetings.retry", MeetingById, Meeting, retryMeeting),
} satisfies TRPCRouterRecord;
