import { LegacyLink, LegacyMeeting } from "../contract/legacy.ts";
import { LinkOf } from "../contract/links.ts";
import {
  CancelMeeting,
  CreateMeeting,
  MeetingByAppointment,
  MeetingById,
  UpdateMeeting,
} from "../contract/meetings.ts";
import { Overview, StatsRange } from "../contract/stats.ts";
import type { RestRoute } from "./rest-route.ts";

const meetingRead = { data: LegacyMeeting, successes: { 200: "The meeting" } };
const messageOnly = async (call: Promise<unknown>) => {
  await call;
  return { status: 200 } as const;
};
const found = async <Data>(call: Promise<Data>) => ({ status: 200, data: await call }) as const;

export const restRoutes: readonly RestRoute[] = [
  {
    method: "POST",
    path: "/meetings",
    procedure: "meetings.create",
    summary: "Makes the Zoom meeting of an appointment",
    input: CreateMeeting,
    data: LegacyMeeting,
    successes: {
      201: "The meeting is made",
      202: "Zoom is unavailable: the meeting is booked, and made as soon as Zoom answers",
    },
    async answer({ legacy }, input) {
      const meeting = await legacy.create(input);
      return { status: meeting.status === "pending" ? 202 : 201, data: meeting };
    },
  },
  {
    method: "GET",
    path: "/meetings/appointment/:appointmentId",
    procedure: "meetings.getByAppointment",
    summary: "The meeting of an appointment",
    input: MeetingByAppointment,
    ...meetingRead,
    answer: ({ legacy }, input) => found(legacy.getByAppointment(input)),
  },
  {
    method: "GET",
    path: "/meetings/:meetingId/link",
    procedure: "links.get",
    summary: "The caller's way into a visit",
    input: LinkOf,
    data: LegacyLink,
    successes: { 200: "The link; it opens some minutes before the visit" },
    async answer({ links }, input) {
      const { url, password, meetingId, topic, startTime } = await links.get(input);
      return { status: 200, data: { meetingLink: url, password, meetingId, topic, startTime } };
    },
  },
  {
    method: "GET",
    path: "/meetings/:meetingId",
    procedure: "meetings.get",
    summary: "A meeting",
    input: MeetingById,
    ...meetingRead,
    answer: ({ legacy }, input) => found(legacy.get(input)),
  },
  {
    method: "PUT",
    path: "/meetings/:meetingId",
    procedure: "meetings.update",
    summary: "Moves a meeting or changes its topic",
    input: UpdateMeeting,
    data: LegacyMeeting,
    successes: { 200: "The meeting as it is now" },
    answer: ({ legacy }, input) => found(legacy.update(input)),
  },
  {
    method: "DELETE",
    path: "/meetings/:meetingId",
    procedure: "meetings.cancel",
    summary: "Cancels a meeting",
    input: CancelMeeting,
    message: "Meeting cancelled successfully",
    successes: { 200: "The meeting is cancelled" },
    answer: ({ meetings }, input) => messageOnly(meetings.cancel(input)),
  },
  {
    method: "POST",
    path: "/meetings/:meetingId/start",
    procedure: "lifecycle.start",
    summary: "Says that the visit has begun",
    input: MeetingById,
    message: "Meeting started successfully",
    successes: { 200: "The meeting is started" },
    answer: ({ lifecycle }, input) => messageOnly(lifecycle.start(input)),
  },
  {
    method: "POST",
    path: "/meetings/:meetingId/end",
    procedure: "lifecycle.end",
    summary: "Ends the visit, also at Zoom",
    input: MeetingById,
    message: "Meeting ended successfully",
    successes: { 200: "The meeting is ended" },
    answer: ({ lifecycle }, input) => messageOnly(lifecycle.end(input)),
  },
  {
    method: "GET",
    path: "/stats",
    procedure: "stats.overview",
    summary: "Counts, rates and durations of the meetings that begin in [from, to)",
    input: StatsRange,
    data: Overview,
    successes: { 200: "The figures" },
    answer: ({ stats }, input) => found(stats.overview(input)),
  },
];
