import { deleteMeeting } from "../api/delete-meeting.ts";
import { toFullSettings } from "../api/meeting-settings.ts";
import { updateMeeting } from "../api/update-meeting.ts";
import type { MeetingSettings } from "../meeting.ts";
import type { ApiCall, World } from "../world.ts";
import type { ControlInput } from "./control-inputs.ts";
import { knownMeeting } from "./known-meeting.ts";

export type JournalEntry = {
  id: string;
  uuid: string;
  hostEmail: string;
  topic: string;
  agenda: string | null;
  createdAt: string;
  deletedAt: string | null;
  startTime: string | null;
  duration: number;
  password: string;
  settings: MeetingSettings;
  live: boolean;
  /** How often the meeting has run and ended. */
  endedCount: number;
};

/** What happened so far, and what somebody does in Zoom's own portal. */
export function createJournalActions(world: World) {
  return {
    journal(): JournalEntry[] {
      return Object.values(world.state.meetings).map((meeting) => ({
        id: meeting.id,
        uuid: meeting.uuid,
        hostEmail: meeting.hostEmail,
        topic: meeting.topic,
        agenda: meeting.agenda,
        createdAt: meeting.createdAt,
        deletedAt: meeting.deletedAt,
        startTime: meeting.startTime,
        duration: meeting.duration,
        password: meeting.password,
        settings: toFullSettings(meeting.settings),
        live: meeting.live !== null,
        endedCount: meeting.past.length,
      }));
    },
    calls(): ApiCall[] {
      return world.calls;
    },
    "clear-calls"(): void {
      world.calls.length = 0;
    },
    "portal-delete"({ meetingId }: ControlInput<"portal-delete">): void {
      deleteMeeting(world, knownMeeting(world, meetingId));
    },
    "portal-update"({ meetingId, patch }: ControlInput<"portal-update">): void {
      updateMeeting(world, knownMeeting(world, meetingId), patch);
    },
  };
}
