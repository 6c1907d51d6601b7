import { expect } from "vitest";
import { pass } from "../links/visit-a-link.ts";
import { eventually } from "../support/eventually.ts";
import type { Meeting } from "./meeting-in.ts";
import type { openPlatform } from "./open-platform.ts";

export const zoomIdOf = (meeting: Meeting) => meeting.zoomMeetingId ?? "";

/** The rooms of the platform's visits, as the doctor opens and leaves them. */
export function openRoom(platform: ReturnType<typeof openPlatform>) {
  const now = (meeting: Meeting) => platform.service.meetings.get({ meetingId: meeting.id });
  return {
    now,
    becomes: (meeting: Meeting, expected: Partial<Meeting>) =>
      eventually(async () => expect(await now(meeting)).toMatchObject(expected)),
    /** The calls that ended the meeting at Zoom. */
    ends: async (zoomId: string) =>
      (await platform.app.zoom.control.calls()).filter(
        ({ method, path }) => method === "PUT" && path.includes(zoomId),
      ),
    close: (meeting: Meeting) =>
      platform.app.zoom.control.end(zoomIdOf(meeting), { at: new Date(Date.now() + 1_000).toISOString() }),
    /** Both clicked, the doctor opened the room, and nothing that Zoom sends arrives. */
    async unheard() {
      const story = await platform.confirmed();
      const links = {
        host: await platform.linkOf(story.meeting, "host"),
        participant: await platform.linkOf(story.meeting, "participant"),
      };
      for (const link of Object.values(links)) expect((await pass(link)).status).toBe(303);
      return { ...story, links };
    },
  };
}
