import type { TRPCRouterRecord, TRPCSubscriptionProcedure } from "@trpc/server";
import { FollowEvents, type TrackedMeetingEvent } from "../contract/events.ts";
import { AppointmentAnswer, AppointmentChanged, ConfirmOutcome, History } from "../contract/lifecycle.ts";
import { Meeting, MeetingById } from "../contract/meetings.ts";
import { appointmentChanged } from "../operations/appointments/appointment-changed.ts";
import { endMeeting } from "../operations/meetings/end-meeting.ts";
import { startMeeting } from "../operations/meetings/start-meeting.ts";
import { confirmOutcome } from "../operations/visits/confirm-outcome.ts";
import { getHistory } from "../operations/visits/get-history.ts";
import { once } from "../rpc/once.ts";
import { procedure } from "../rpc/procedure.ts";
import { run } from "../rpc/run.ts";
import { streamEvents } from "../rpc/stream-events.ts";

/** Names the type of the events: the inferred one would lead the SDK's types into tRPC's inner modules. */
const eventStream = <Input>(
  stream: TRPCSubscriptionProcedure<{
    input: Input;
    output: AsyncIterable<TrackedMeetingEvent, void>;
    meta: object;
  }>,
) => stream;

export const lifecycle = {
  appointmentChanged: procedure("lifecycle.appointmentChanged")
    .input(AppointmentChanged)
    .output(AppointmentAnswer)
    .mutation(once(appointmentChanged)),
  start: procedure("lifecycle.start").input(MeetingById).output(Meeting).mutation(once(startMeeting)),
  end: procedure("lifecycle.end").input(MeetingById).output(Meeting).mutation(once(endMeeting)),
  confirmOutcome: procedure("lifecycle.confirmOutcome")
    .input(ConfirmOutcome)
    .output(Meeting)
    .mutation(once(confirmOutcome)),
  history: procedure("lifecycle.history").input(MeetingById).output(History).query(run(getHistory)),
  events: eventStream(
    procedure("lifecycle.events").input(FollowEvents.default({})).subscription(streamEvents),
  ),
} satisfies TRPCRouterRecord;
