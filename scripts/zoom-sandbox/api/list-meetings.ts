import type { Meeting, World } from "../state.ts";
import { isoSeconds } from "../zoom-formats.ts";
import { joinUrlOf } from "./meeting-response.ts";
import { ApiError, type PageQuery, pageOf } from "./requests.ts";
import { findUser } from "./users.ts";

const agendaLimit = 250;
const expiresAfterMs = 30 * 86_400_000;

const startOf = (meeting: Meeting) => Date.parse(meeting.startTime ?? meeting.createdAt);

type ListType = "scheduled" | "live" | "upcoming" | "upcoming_meetings" | "previous_meetings";

const belongs: Record<ListType, (meeting: Meeting, now: number) => boolean> = {
  scheduled: (meeting, now) => meeting.type !== 1 && startOf(meeting) > now - expiresAfterMs,
  live: (meeting) => meeting.live !== null,
  upcoming: (meeting, now) => meeting.type !== 1 && startOf(meeting) >= now,
  upcoming_meetings: (meeting, now) => meeting.type !== 1 && startOf(meeting) >= now,
  previous_meetings: (meeting) => meeting.type !== 1 && meeting.live === null && meeting.past.length > 0,
};

export function isListType(type: string): type is ListType {
  return Object.hasOwn(belongs, type);
}

function toListItem(world: World, meeting: Meeting): Record<string, unknown> {
  return {
    uuid: meeting.uuid,
    id: Number(meeting.id),
    host_id: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    ...(meeting.startTime === null ? {} : { start_time: isoSeconds(meeting.startTime) }),
    duration: meeting.duration,
    timezone: meeting.timezone,
    ...(meeting.agenda === null ? {} : { agenda: meeting.agenda.slice(0, agendaLimit) }),
    created_at: isoSeconds(meeting.createdAt),
    join_url: joinUrlOf(world.url, meeting),
  };
}

export function listMeetings(
  world: World,
  userId: string,
  { type, from, to, page }: { type: ListType; from?: string; to?: string; page: PageQuery },
): Record<string, unknown> {
  const user = findUser(world, userId);
  if (user.state === "unlicensed")
    throw new ApiError(400, {
      code: 3161,
      message: "Meeting hosting and scheduling capabilities are not allowed for your user account.",
    });
  const now = world.now();
  const meetings = Object.values(world.state.meetings)
    .filter((meeting) => meeting.hostId === user.id && meeting.deletedAt === null)
    .filter((meeting) => meeting.listedFrom <= now.getTime() && belongs[type](meeting, now.getTime()))
    .filter((meeting) => !from || isoSeconds(startOf(meeting)).slice(0, 10) >= from)
    .filter((meeting) => !to || isoSeconds(startOf(meeting)).slice(0, 10) <= to)
    .sort((a, b) => startOf(a) - startOf(b) || Number(a.id) - Number(b.id));
  const { items, ...rest } = pageOf(meetings, page, now);
  return {
    page_count: Math.ceil(meetings.length / page.pageSize),
    page_number: 1,
    ...rest,
    meetings: items.map((meeting) => toListItem(world, meeting)),
  };
}
