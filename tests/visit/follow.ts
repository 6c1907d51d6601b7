import { expect } from "vitest";
import type { Meeting } from "../links/a-visit.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";

/** An ISO time so many seconds before now, for the sandbox's events. */
export const ago = (seconds: number) => ({ at: new Date(Date.now() - seconds * 1000).toISOString() });

/** Times before one moment: unlike those of {@link ago}, whole seconds apart from each other. */
export function momentsBefore() {
  const now = Date.now();
  return (seconds: number) => ({ at: new Date(now - seconds * 1000).toISOString() });
}

/** Waits until the meeting looks like that. */
export const becomes = ({ as }: OpenApp, { id }: Meeting, expected: Partial<Meeting>): Promise<void> =>
  eventually(async () => {
    const service = await as("service");
    expect(await service.meetings.get({ meetingId: id })).toMatchObject(expected);
  });

/** The statuses a meeting went through; the last one is always the one it has. */
export async function statusesOf({ as }: OpenApp, { id }: Meeting): Promise<string[]> {
  const service = await as("service");
  return eventually(async () => {
    const { status } = await service.meetings.get({ meetingId: id });
    const { transitions } = await service.lifecycle.history({ meetingId: id });
    expect(transitions.at(-1)?.to).toBe(status);
    for (const [index, { from }] of transitions.entries()) {
      expect(from).toBe(transitions[index - 1]?.to ?? null);
    }
    return transitions.map(({ to }) => to);
  });
}

export const zoomIdOf = ({ zoomMeetingId }: Meeting): string => {
  if (zoomMeetingId === null) throw new Error("The meeting is not at Zoom");
  return zoomMeetingId;
};
