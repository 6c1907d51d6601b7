import type { TRPCRouterRecord } from "@trpc/server";
import { LegacyMeeting } from "../contract/legacy.ts";
import {
  CreateMeeting,
  type Meeting,
  MeetingByAppointment,
  MeetingById,
  UpdateMeeting,
} from "../contract/meetings.ts";
import { createMeeting } from "../operations/meetings/create-meeting.ts";
import { getLegacyMeeting, mayHaveLinks } from "../operations/meetings/get-legacy-meeting.ts";
import { updateMeeting } from "../operations/meetings/update-meeting.ts";
import { once } from "../rpc/once.ts";
import { procedure } from "../rpc/procedure.ts";
import { type Call, type Operation, run } from "../rpc/run.ts";

/** Resolves a change once for each Idempotency-Key, and answers the meeting as it is now, also where the change is repeated. */
const shown = <Input>(change: Operation<Input, Meeting>) => {
  const changeOnce = once(change);
  return async (call: Call<Input>): Promise<LegacyMeeting> => {
    const { deps, actor } = call.ctx;
    if (actor.call) actor.call.handsOver = mayHaveLinks(actor.role);
    const { id } = await changeOnce(call);
    return getLegacyMeeting(deps, actor, { meetingId: id });
  };
};

/** Meetings as REST callers read and change them; reached through the REST adapter alone. */
export const legacy = {
  create: procedure("meetings.create")
    .input(CreateMeeting)
    .output(LegacyMeeting)
    .mutation(shown(createMeeting)),
  update: procedure("meetings.update")
    .input(UpdateMeeting)
    .output(LegacyMeeting)
    .mutation(shown(updateMeeting)),
  get: procedure("meetings.get").input(MeetingById).output(LegacyMeeting).query(run(getLegacyMeeting)),
  getByAppointment: procedure("meetings.getByAppointment")
    .input(MeetingByAppointment)
    .output(LegacyMeeting)
    .query(run(getLegacyMeeting)),
} satisfies TRPCRouterRecord;
