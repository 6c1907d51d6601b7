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
import { once } from "../rpc/once.ts";
import { procedure } from "../rpc/procedure.ts";
import { run } from "../rpc/run.ts";

export const meetings = {
  create: procedure("meetings.create").input(CreateMeeting).output(Meeting).mutation(once(createMeeting)),
  get: procedure("meetings.get").input(MeetingById).output(Meeting).query(run(getMeeting)),
  getByAppointment: procedure("meetings.getByAppointment")
    .input(MeetingByAppointment)
    .output(Meeting)
    .query(run(getMeetingByAppointment)),
  list: procedure("meetings.list").input(ListMeetings).output(MeetingPage).query(run(listMeetings)),
  update: procedure("meetings.update").input(UpdateMeeting).output(Meeting).mutation(once(updateMeeting)),
  cancel: procedure("meetings.cancel").input(CancelMeeting).output(Meeting).mutation(once(cancelMeeting)),
  retry: procedure("meetings.retry").input(MeetingById).output(Meeting).mutation(once(retryMeeting)),
} satisfies TRPCRouterRecord;
