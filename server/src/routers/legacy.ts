import type { TRPCRouterRecord } from "@trpc/server";
import { LegacyMeeting } from "../contract/legacy.ts";
import { MeetingByAppointment, MeetingById } from "../contract/meetings.ts";
import { getLegacyMeeting } from "../operations/meetings/get-legacy-meeting.ts";
import { query } from "../rpc/query.ts";

/** What REST callers read that RPC callers ask for in parts; reached through the REST adapter alone. */
export const legacy = {
  get: query("meetings.get", MeetingById, LegacyMeeting, getLegacyMeeting),
  getByAppointment: query("meetings.getByAppointment", MeetingByAppointment, LegacyMeeting, getLegacyMeeting),
} satisfies TRPCRouterRecord;
