import { z } from "zod";
import { Time } from "./fields.ts";

/** Counts the meetings whose startTime lies in [from, to). */
export const StatsRange = z.strictObject({
  from: Time.optional().describe("Only meetings that begin at this time or later."),
  to: Time.optional().describe("Only meetings that begin before this time."),
});
export type StatsRange = z.output<typeof StatsRange>;

const Count = z.int();

export const Overview = z.object({
  totalMeetings: Count.describe("All meetings that begin in the range, archived ones included."),
  activeMeetings: Count.describe("Meetings in progress: status `started`."),
  scheduledMeetings: Count.describe("Meetings to come: status `pending` or `scheduled`."),
  completedMeetings: Count.describe("Meetings that are over: status `ended`."),
  cancelledMeetings: Count.describe("Cancelled meetings: status `cancelled`."),
  missedMeetings: Count.describe("Meetings without a visit: status `missed`."),
  failedMeetings: Count.describe("Meetings that Zoom rejected: status `failed`."),
  heldMeetings: Count.describe("Meetings whose outcome is `held`: doctor and patient met."),
  needingAttention: Count.describe("Meetings with an attention that needs a person."),
  creationSuccessRate: z
    .number()
    .nullable()
    .describe(
      "Meetings that Zoom has or had, divided by those that were tried: from 0 to 1; null when nothing was tried.",
    ),
});
export type Overview = z.output<typeof Overview>;
