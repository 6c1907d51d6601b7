import { z } from "zod";
import { Time } from "./fields.ts";

/** Counts the meetings whose startTime lies in [from, to). */
export const StatsRange = z.strictObject({ from: Time.optional(), to: Time.optional() });
export type StatsRange = z.output<typeof StatsRange>;

const Count = z.int();

export const Overview = z.object({
  totalMeetings: Count,
  activeMeetings: Count,
  scheduledMeetings: Count,
  completedMeetings: Count,
  cancelledMeetings: Count,
  missedMeetings: Count,
  failedMeetings: Count,
  heldMeetings: Count,
  needingAttention: Count,
  /** Meetings that Zoom holds or held, of those that were tried; null when nothing was tried. */
  creationSuccessRate: z.number().nullable(),
});
export type Overview = z.output<typeof Overview>;
