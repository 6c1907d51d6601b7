import type { Meeting } from "@patientcare/zoom-sdk";
import { note } from "./narrate.ts";
import { persist } from "./persist.ts";
import type { Stage } from "./stage.ts";
import { waitFor } from "./wait-for.ts";

const followingMs = 3 * 60_000;
const usualMs = 3_000;
const hurry = 0.01;

/** Waits until the meeting has this status. */
export const untilStatus = (
  { service }: Stage,
  meetingId: string,
  status: Meeting["status"],
  meanwhile?: (waitedMs: number) => Promise<void>,
): Promise<Meeting> =>
  waitFor(
    `the meeting is ${status}`,
    async () => {
      const meeting = await service.meetings.get({ meetingId });
      return meeting.status === status ? meeting : null;
    },
    { withinMs: followingMs, meanwhile },
  );

/** Waits until Zoom's webhooks have told the service so; one that found nobody need not take its five minutes. */
export async function followStatus(
  stage: Stage,
  meetingId: string,
  status: Meeting["status"],
): Promise<Meeting> {
  const { zoom } = stage;
  let hurriedAt = 0;
  const meeting = await untilStatus(stage, meetingId, status, async (waitedMs) => {
    if (waitedMs - hurriedAt < usualMs) return;
    if (hurriedAt === 0) note("Zoom's webhook found nobody; hurrying its next try, which is 5 minutes away");
    hurriedAt = waitedMs;
    await persist(() => zoom.setTimeScale(hurry));
  });
  if (hurriedAt > 0) await persist(() => zoom.setTimeScale(1));
  return meeting;
}
