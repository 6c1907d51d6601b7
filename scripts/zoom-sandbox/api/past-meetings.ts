import type { Attendance, Instance, Meeting, SandboxContext } from "../state.ts";
import { isoSeconds } from "../zoom-formats.ts";
import { ApiError, type PageQuery, pageOf } from "./requests.ts";

type Ended = { meeting: Meeting; instance: Instance; endedAt: string };

function secondsIn({ joinedAt, leftAt }: Attendance, endedAt: string): number {
  return Math.max(0, Math.round((Date.parse(leftAt ?? endedAt) - Date.parse(joinedAt)) / 1000));
}

function findEnded(context: SandboxContext, idOrUuid: string, missing: string): Ended {
  const meetings = Object.values(context.state.meetings);
  const meeting =
    context.state.meetings[idOrUuid] ??
    meetings.find(({ past }) => past.some(({ uuid }) => uuid === idOrUuid));
  const listed = meeting?.past.filter(({ unlisted }) => !unlisted) ?? [];
  const instance = listed.findLast(({ uuid }) => meeting?.id === idOrUuid || uuid === idOrUuid);
  if (!meeting || !instance?.endedAt) throw new ApiError(404, { code: 3001, message: missing });
  const yearAgo = context.now().getTime() - 365 * 86_400_000;
  if (Date.parse(instance.endedAt) < yearAgo)
    throw new ApiError(400, { code: 12702, message: "Can not access a meeting a year ago." });
  return { meeting, instance, endedAt: instance.endedAt };
}

export function getPastMeeting(context: SandboxContext, idOrUuid: string): Record<string, unknown> {
  const missing = "The meeting ID is invalid or the meeting has not ended.";
  const { meeting, instance, endedAt } = findEnded(context, idOrUuid, missing);
  const seconds = instance.attendances.map((attendance) => secondsIn(attendance, endedAt));
  const minutes = (total: number) => Math.ceil(total / 60);
  return {
    id: Number(meeting.id),
    uuid: instance.uuid,
    host_id: meeting.hostId,
    type: meeting.type,
    topic: meeting.topic,
    user_name: meeting.hostEmail.split("@")[0],
    user_email: meeting.hostEmail,
    start_time: isoSeconds(instance.startedAt),
    end_time: isoSeconds(endedAt),
    duration: minutes((Date.parse(endedAt) - Date.parse(instance.startedAt)) / 1000),
    total_minutes: seconds.reduce((sum, each) => sum + minutes(each), 0),
    participants_count: instance.attendances.length,
    dept: "",
    source: "Zoom",
    has_meeting_summary: false,
  };
}

export function listPastInstances(context: SandboxContext, id: string): Record<string, unknown> {
  const meeting = context.state.meetings[id];
  if (!meeting) throw new ApiError(404, { code: 3001, message: `Meeting does not exist: ${id}.` });
  return {
    meetings: meeting.past
      .filter(({ unlisted }) => !unlisted)
      .map(({ uuid, startedAt }) => ({ uuid, start_time: isoSeconds(startedAt) })),
  };
}

export function listPastParticipants(
  context: SandboxContext,
  idOrUuid: string,
  page: PageQuery,
): Record<string, unknown> {
  const missing = "This meeting is not available or ID is not valid. Meeting ID is invalid or not end.";
  const { instance, endedAt } = findEnded(context, idOrUuid, missing);
  const now = context.now();
  const stays = [
    ...instance.attendances.map((stay) => ({ ...stay, status: "in_meeting" })),
    ...instance.waitingRoom.map((stay) => ({ ...stay, status: "in_waiting_room" })),
  ].sort((a, b) => a.joinedAt.localeCompare(b.joinedAt));
  const people = new Set(stays.map(({ participantUuid, userId }) => participantUuid || userId));
  // Zoom lists nobody when only one person came, and lags behind with the durations.
  const rows = people.size > 1 ? stays : [];
  const { baaAccount } = context.state;
  const isComplete = Date.parse(endedAt) + context.state.participantsLagMs <= now.getTime();
  const { items, ...rest } = pageOf(rows, page, now);
  return {
    page_count: Math.ceil(rows.length / page.pageSize),
    ...rest,
    participants: items.map((attendance) => ({
      id: attendance.zoomUserId,
      user_id: attendance.userId,
      name: baaAccount ? "" : attendance.name,
      user_email: baaAccount ? "" : attendance.email,
      join_time: isoSeconds(attendance.joinedAt),
      leave_time: isoSeconds(attendance.leftAt ?? endedAt),
      duration: isComplete ? secondsIn(attendance, endedAt) : 0,
      registrant_id: "",
      failover: false,
      status: attendance.status,
      internal_user: attendance.zoomUserId !== "",
    })),
  };
}
