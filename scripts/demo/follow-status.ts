import type { Meeting } from "@patientcare/zoom-sdk";
import { note } from "./narrate.ts";
import { persist, waitFor } from "./persist.ts";
import type { Stage } from "./stage.ts";

const maxWaitMs = 3 * 60_000;
const usualDelayMs = 3_000;
const fastTimeScale = 0.01;

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
    { maxWaitMs, meanwhile },
  );

/** Waits until Zoom's webhooks have brought the status; a webhook that nobody answered is not left to its five minutes. */
export async function followStatus(
  stage: Stage,
  meetingId: string,
  status: Meeting["status"],
): Promise<Meeting> {
  const { zoom } = stage;
  let hurriedAt = 0;
  const meeting = await untilStatus(stage, meetingId, status, async (waitedMs) => {
    if (waitedMs - hurriedAt < usualDelayMs) return;
    if (hurriedAt === 0)
      note("nobody answered Zoom's webhook; hurrying its next try, which is 5 minutes away");
    hurriedAt = waitedMs;
    await persist(() => zoom.setTimeScale(fastTimeScale));
  });
  if (hurriedAt > 0) await persist(() => zoom.setTimeScale(1));
  return meeting;
}
