import type { TRPCRouterRecord } from "@trpc/server";
import type { z } from "zod";
import { FollowEvents } from "../contract/events.ts";
import { AppointmentAnswer, AppointmentChanged, History } from "../contract/lifecycle.ts";
import { Meeting, MeetingById } from "../contract/meetings.ts";
import { appointmentChanged } from "../operations/appointments/appointment-changed.ts";
import { followEvents } from "../operations/events/follow-events.ts";
import { endMeeting } from "../operations/meetings/end-meeting.ts";
import { startMeeting } from "../operations/meetings/start-meeting.ts";
import { getHistory } from "../operations/visits/get-history.ts";
import { mutation } from "../rpc/mutation.ts";
import { query } from "../rpc/query.ts";
import { tellEvents } from "../rpc/stream-events.ts";
import { answerCall, procedure } from "../rpc/trpc.ts";

const Following = FollowEvents.default({});

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
  events: procedure
    .input((told: unknown) => told as z.input<typeof Following>)
    .subscription((call) =>
      answerCall("lifecycle.events", call, (actor, told) =>
        tellEvents({ ...call.ctx, actor }, call.signal, (until) =>
          followEvents(call.ctx.deps, actor, Following.parse(told), until),
        ),
      ),
    ),
} satisfies TRPCRouterRecord;
