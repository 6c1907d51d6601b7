import type { Meeting } from "../contract/meetings.ts";
import type { RestCaller } from "./caller.ts";

/** What a request holds, before anything of it is believed; `:meetingId` has become our own id. */
export interface RestRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

interface RestAnswer {
  status: 200 | 201 | 202;
  data?: unknown;
  message?: string;
}

/** One row of the REST API: the procedure that answers it, what it is given, and how its result is worded. */
export interface RestRoute {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Under /api/zoom. */
  path: string;
  procedure: string;
  answer(caller: RestCaller, request: RestRequest): Promise<RestAnswer>;
}

// The procedures check their inputs: what a request holds goes to them as it is.
type Unchecked = never;
const input = (...parts: Record<string, unknown>[]): Unchecked => Object.assign({}, ...parts) as Unchecked;

/** A meeting as REST callers know it, with the links that the caller may have. */
const shown = async (caller: RestCaller, meeting: Meeting) =>
  caller.legacy.meeting({ meetingId: meeting.id });

const said = (message: string): RestAnswer => ({ status: 200, message });

export const restRoutes: readonly RestRoute[] = [
  {
    method: "POST",
    path: "/meetings",
    procedure: "meetings.create",
    async answer(caller, { body }) {
      const meeting = await caller.meetings.create(input(body));
      return { status: meeting.status === "pending" ? 202 : 201, data: await shown(caller, meeting) };
    },
  },
  {
    method: "GET",
    path: "/meetings/appointment/:appointmentId",
    procedure: "meetings.getByAppointment",
    answer: async (caller, { params, query }) => ({
      status: 200,
      data: await caller.legacy.meeting(input(query, params)),
    }),
  },
  {
    method: "GET",
    path: "/meetings/:meetingId/link",
    procedure: "links.get",
    async answer(caller, { params, query }) {
      const { url, password, meetingId, topic, startTime } = await caller.links.get(input(query, params));
      return { status: 200, data: { meetingLink: url, password, meetingId, topic, startTime } };
    },
  },
  {
    method: "GET",
    path: "/meetings/:meetingId",
    procedure: "meetings.get",
    answer: async (caller, { params, query }) => ({
      status: 200,
      data: await caller.legacy.meeting(input(query, params)),
    }),
  },
  {
    method: "PUT",
    path: "/meetings/:meetingId",
    procedure: "meetings.update",
    answer: async (caller, { params, body }) => ({
      status: 200,
      data: await shown(caller, await caller.meetings.update(input(body, params))),
    }),
  },
  {
    method: "DELETE",
    path: "/meetings/:meetingId",
    procedure: "meetings.cancel",
    async answer(caller, { params, body }) {
      await caller.meetings.cancel(input(body, params));
      return said("Meeting cancelled successfully");
    },
  },
  {
    method: "POST",
    path: "/meetings/:meetingId/start",
    procedure: "lifecycle.start",
    async answer(caller, { params, body }) {
      await caller.lifecycle.start(input(body, params));
      return said("Meeting started successfully");
    },
  },
  {
    method: "POST",
    path: "/meetings/:meetingId/end",
    procedure: "lifecycle.end",
    async answer(caller, { params, body }) {
      await caller.lifecycle.end(input(body, params));
      return said("Meeting ended successfully");
    },
  },
  {
    method: "GET",
    path: "/stats",
    procedure: "stats.overview",
    answer: async (caller, { query }) => ({ status: 200, data: await caller.stats.overview(input(query)) }),
  },
];
