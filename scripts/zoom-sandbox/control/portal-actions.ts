import { deleteMeeting, setMeetingStatus } from "../api/delete-meeting.ts";
import { findMeeting } from "../api/meeting-response.ts";
import { toFullSettings } from "../api/meeting-settings.ts";
import { updateMeeting } from "../api/update-meeting.ts";
import type { ApiCall, SandboxContext } from "../state.ts";
import type { ControlInput, JournalEntry } from "./contract.ts";

/** The journals of meetings and calls, and changes that somebody makes in Zoom's own portal. */
export function createPortalActions(context: SandboxContext) {
  return {
    journal(): JournalEntry[] {
      return Object.values(context.state.meetings).map((meeting) => ({
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
      return context.calls;
    },
    "calls-that-ended"(): ApiCall[] {
      return context.callsThatEnded;
    },
    "clear-calls"(): void {
      context.calls.length = 0;
    },
    "portal-delete"({ meetingId }: ControlInput<"portal-delete">): void {
      deleteMeeting(context, findMeeting(context, meetingId));
    },
    "portal-recover"({ meetingId }: ControlInput<"portal-recover">): void {
      setMeetingStatus(context, meetingId, "recover");
    },
    "portal-update"({ meetingId, patch }: ControlInput<"portal-update">): void {
      updateMeeting(context, findMeeting(context, meetingId), patch);
    },
  };
}
