import type { TRPCRouterRecord } from "@trpc/server";
import { MeetingById } from "../contract/meetings.ts";
import { Visit } from "../contract/visits.ts";
import { getVisit } from "../operations/visits/get-visit.ts";
import { procedure } from "../rpc/procedure.ts";
import { run } from "../rpc/run.ts";

export const visits = {
  get: procedure("visits.get").input(MeetingById).output(Visit).query(run(getVisit)),
} satisfies TRPCRouterRecord;
