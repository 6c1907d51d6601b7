import { z } from "zod";
import { Time, TimeZone } from "./fields.ts";

/** Counts the meetings whose startTime lies in [from, to). */
export const StatsRange = z.strictObject({
  from: Time.optional().describe(
    "Counts meetings that begin at this time or later; without it, from the first one on",
  ),
  to: Time.optional().describe("Counts meetings that begin before this time; without it, up to the last one"),
});
export type StatsRange = z.output<typeof StatsRange>;

const maxDays = 400;
// A range of whole local days is an hour longer when the clocks are put back within it.
const maxRangeMs = (maxDays * 24 + 1) * 3_600_000;

export const DailyRange = z
  .strictObject({
    from: Time.describe("Counts meetings that begin at this time or later; the first day is cut there"),
    to: Time.describe(`Counts meetings that begin before this time, at most ${maxDays} days after \`from\``),
    timezone: TimeZone.optional().describe("The zone in which a day begins; by default the clinic's zone"),
    by: z
      .enum(["hostEmail"])
      .optional()
      .describe("`hostEmail`: one row per day and doctor who has meetings then"),
  })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= maxRangeMs, {
    error: `must lie at most ${maxDays} days after "from"`,
    path: ["to"],
  })
  .refine(({ from, to }) => from <= to, { error: 'must not lie before "from"', path: ["to"] });
export type DailyRange = z.output<typeof DailyRange>;

const Count = z.int().min(0);
const Rate = z.number().min(0).max(1).nullable();
const Seconds = z.number().min(0).nullable();

const Durations = z.object({
  median: Seconds.describe("The median in seconds, exact to 2.5 %; null when nothing was measured"),
  p95: Seconds.describe(
    "95 of 100 are not longer, in seconds, exact to 2.5 %; null when nothing was measured",
  ),
});

const figures = {
  totalMeetings: Count.describe("All meetings, each appointment once, as it is now"),
  activeMeetings: Count.describe("Meetings whose status is started"),
  scheduledMeetings: Count.describe("Meetings whose status is pending or scheduled"),
  completedMeetings: Count.describe("Meetings whose status is ended"),
  cancelledMeetings: Count.describe("Meetings whose status is cancelled"),
  missedMeetings: Count.describe("Meetings whose status is missed"),
  failedMeetings: Count.describe("Meetings whose status is failed: Zoom refused to make them"),
  heldMeetings: Count.describe("Visits whose outcome is held"),
  needingAttention: Count.describe("Meetings with at least one attention now"),
  creationSuccessRate: Rate.describe(
    "Meetings that Zoom ever held, of those and the failed ones; null when there is neither",
  ),
  attendanceRate: Rate.describe(
    "Held visits, of those and the ones that the patient missed; null when there is neither",
  ),
  noShowRate: Rate.describe(
    "Visits that the patient missed, of those and the held ones; null when there is neither",
  ),
  waitingSeconds: Durations.describe(
    "How long patients waited, from the later of the start and their arrival",
  ),
  visitSeconds: Durations.describe("How long doctor and patient were together in held visits"),
  confirmToLinkSeconds: Durations.describe(
    "From the booking until Zoom had its meeting, so that the link led somewhere",
  ),
  notTogether: z
    .object({
      doctorAbsent: Count.describe("The patient came, the doctor did not"),
      technical: Count.describe("The patient had no way in"),
      couldNotGetIn: Count.describe("Somebody waited outside the room, and nobody but the doctor came in"),
      patientAbsent: Count.describe("The patient did not come, or neither did"),
      unknown: Count.describe("It is not known who was there"),
    })
    .describe("Visits that were not held, by their reason"),
  startedWithin5: z
    .object({
      count: Count.describe("Those that began at most five minutes after their start"),
      of: Count.describe("Held visits of which the stays are known"),
    })
    .describe("Held visits that began on time: doctor and patient were together"),
  waitedOver15: Count.describe("Visits in which the patient waited for more than 15 minutes"),
  overriddenOutcomes: Count.describe(
    "Visits whose outcome a person stated, where the evidence does not say the same",
  ),
};

const CallTimes = z.object({
  calls: Count.describe("How many calls were answered or refused"),
  median: Seconds.describe("The median in seconds, estimated within a bucket; null without calls"),
  p95: Seconds.describe(
    "95 of 100 calls took no longer, in seconds, estimated within a bucket; null without calls",
  ),
});

const processFigures = {
  responseTimes: CallTimes.extend({
    scope: z
      .literal("process")
      .describe("These figures are those of the process that answers, since it started"),
    byProcedure: z.record(z.string(), CallTimes).describe("The same for each procedure that was called"),
  }).describe("How long calls took in this process, those of the statistics left out"),
  errorsByReason: z
    .object({
      scope: z
        .literal("process")
        .describe("These figures are those of the process that answers, since it started"),
      counts: z.record(z.string(), Count).describe("How often each reason was answered"),
    })
    .describe("The calls that failed in this process, those of the statistics left out"),
};

export const Overview = z.object({ ...figures, ...processFigures });
export type Overview = z.output<typeof Overview>;

export const Day = z.object({
  date: z.string().describe("The day in the time zone that was asked for, such as 2027-01-15"),
  hostEmail: z.string().optional().describe("The doctor, where days are asked for by hostEmail"),
  ...figures,
});

export const Daily = z.object({
  days: z
    .array(Day)
    .describe("One row per day, without meetings too; by hostEmail one per day and doctor with meetings"),
  ...processFigures,
});
export type Daily = z.output<typeof Daily>;
