import type { Meeting, SandboxContext } from "../state.ts";
import { isoSeconds } from "../zoom-formats.ts";
import { joinUrlOf } from "./meeting-response.ts";
import { ApiError, type PageQuery, pageOf } from "./requests.ts";
import { findUser } from "./users.ts";

const maxAgendaLength = 250;
const expiresAfterMs = 30 * 86_400_000;

const startOf = (meeting: Meeting) => Date.parse(meeting.startTime ?? meeting.createdAt);

type ListType = "scheduled" | "live" | "upcoming" | "upcoming_meetings" | "previous_meetings";

const filters: Record<ListType, (meeting: Meeting, now: number) => boolean> = {
  scheduled: (meeting, now) => meeting.type !== 1 && startOf(meeting) > now - expiresAfterMs,
  live: (meeting) => meeting.live !== null,
  upcoming: (meeting, now) => meeting.type !== 1 && startOf(meeting) >= now,
  upcoming_meetings: (meeting, now) => meeting.type !== 1 && startOf(meeting) >= now,
  previous_meetings: (meeting) => meeting.type !== 1 && meeting.live === null && meeting.past.length > 0,
};

export function isListType(type: string): type is ListType {
  return Object.hasOwn(filters, type);
}

function toListItem(context: SandboxContext, meeting: Meeting): Record<string, unknown> {
  return {
    uuid: meeting.uuid,
    id: Number(meeting.id),
    host_id: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    ...(meeting.startTime === null ? {} : { start_time: isoSeconds(meeting.startTime) }),
    duration: meeting.duration,
    timezone: meeting.timezone,
    ...(meeting.agenda === null ? {} : { agenda: meeting.agenda.slice(0, maxAgendaLength) }),
    created_at: isoSeconds(meeting.createdAt),
    join_url: joinUrlOf(context.url, meeting),
  };
}

export function listMeetings(
  context: SandboxContext,
  userId: string,
  { type, from, to, page }: { type: ListType; from?: string; to?: string; page: PageQuery },
): Record<string, unknown> {
  const user = findUser(context, userId);
  if (user.state === "unlicensed")
    throw new ApiError(400, {
      code: 3161,
      message: "Meeting hosting and scheduling capabilities are not allowed for your user account.",
    });
  const now = context.now();
  const meetings = Object.values(context.state.meetings)
    .filter((meeting) => meeting.hostId === user.id && meeting.deletedAt === null)
    .filter((meeting) => meeting.listedFrom <= now.getTime() && filters[type](meeting, now.getTime()))
    .filter((meeting) => !from || isoSeconds(startOf(meeting)).slice(0, 10) >= from)
    .filter((meeting) => !to || isoSeconds(startOf(meeting)).slice(0, 10) <= to)
    .sort((a, b) => startOf(a) - startOf(b) || Number(a.id) - Number(b.id));
  const { items, ...rest } = pageOf(meetings, page, now);
  return {
    page_count: Math.ceil(meetings.length / page.pageSize),
    page_number: 1,
    ...rest,
    meetings: items.map((meeting) => toListItem(context, meeting)),
  };
}
