import type { TRPCRouterRecord } from "@trpc/server";
import { LegacyMeeting } from "../contract/legacy.ts";
import { MeetingByAppointment, MeetingById } from "../contract/meetings.ts";
import { getLegacyMeeting } from "../operations/meetings/get-legacy-meeting.ts";
import { procedure } from "../rpc/procedure.ts";
import { run } from "../rpc/run.ts";

/** Meetings as REST callers read them; reached through the REST adapter alone. */
export const legacy = {
  get: procedure("meetings.get").input(MeetingById).output(LegacyMeeting).query(run(getLegacyMeeting)),
  getByAppointment: procedure("meetings.getByAppointment")
    .input(MeetingByAppointment)
    .output(LegacyMeeting)
    .query(run(getLegacyMeeting)),
} satisfies TRPCRouterRecord;
