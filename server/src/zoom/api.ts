import { createAccessToken } from "./access-token.ts";
import {
  listedMeetingsPage,
  type MarkedTexts,
  markedTextsAnswer,
  noAnswer,
  pastInstancesAnswer,
  pastMeetingAnswer,
  pastParticipantsPage,
  userAnswer,
  type ZoomListedMeeting,
  type ZoomPastInstance,
  type ZoomPastMeeting,
  type ZoomPastParticipant,
  type ZoomUser,
} from "./answers.ts";
import { type CallOptions, callLimits } from "./call-limits.ts";
import { listPages } from "./list-pages.ts";
import type { MeetingPatch, NewMeeting } from "./meeting-request.ts";
import type { Observe } from "./observe.ts";
import { createRequest, type ZoomCall } from "./request.ts";
import { type ZoomMeeting, zoomMeetingAnswer } from "./zoom-meeting.ts";

export type ZoomClientOptions = {
  /** Up to and with the version: `https://api.zoom.us/v2`. */
  apiUrl: string;
  /** The whole address of the token endpoint. */
  oauthUrl: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
  /** The hosts that join and start URLs may lead to, each with its subdomains. */
  joinHosts: readonly string[];
  /** For one call, from asking for a token to the last byte of the answer; in lists, for one page. */
  timeoutMs: number;
  observe?: Observe;
  now?: () => Date;
};

/** Every method rejects with a ZoomError when the call does not succeed. Users are named by id or e-mail. */
export type ZoomApi = {
  createMeeting(hostUser: string, body: NewMeeting, options?: CallOptions): Promise<ZoomMeeting>;
  getMeeting(meetingId: string, options?: CallOptions): Promise<ZoomMeeting>;
  getMarkedTexts(meetingId: string, options?: CallOptions): Promise<MarkedTexts>;
  updateMeeting(meetingId: string, patch: MeetingPatch, options?: CallOptions): Promise<void>;
  deleteMeeting(meetingId: string, options?: CallOptions): Promise<void>;
  endMeeting(meetingId: string, options?: CallOptions): Promise<void>;
  listMeetings(
    hostUser: string,
    options?: CallOptions & { type?: "scheduled" | "live" },
  ): Promise<ZoomListedMeeting[]>;
  getPastMeeting(idOrUuid: string, options?: CallOptions): Promise<ZoomPastMeeting>;
  listPastInstances(meetingId: string, options?: CallOptions): Promise<ZoomPastInstance[]>;
  listPastParticipants(idOrUuid: string, options?: CallOptions): Promise<ZoomPastParticipant[]>;
  getUser(userIdOrEmail: string, options?: CallOptions): Promise<ZoomUser>;
  /** The scopes of the app's token; null where Zoom does not name them. */
  grantedScopes(options?: CallOptions): Promise<readonly string[] | null>;
};

export function createZoomApi({
  observe = () => undefined,
  now = () => new Date(),
  ...options
}: ZoomClientOptions): ZoomApi {
  const accessToken = createAccessToken({ ...options, observe, now });
  const request = createRequest({ ...options, accessToken, observe, now });
  const meetingAnswer = zoomMeetingAnswer(options);

  const call = <T>(zoomCall: ZoomCall<T>, callOptions: CallOptions = {}) =>
    request(zoomCall, callLimits(callOptions, now()));

  return {
    createMeeting: async (userId, body, callOptions) =>
      call(
        { endpoint: "POST /users/{userId}/meetings", ids: { userId }, body, answer: meetingAnswer },
        callOptions,
      ),

    getMeeting: async (meetingId, callOptions) =>
      call({ endpoint: "GET /meetings/{meetingId}", ids: { meetingId }, answer: meetingAnswer }, callOptions),

    getMarkedTexts: async (meetingId, callOptions) =>
      call(
        { endpoint: "GET /meetings/{meetingId}", ids: { meetingId }, answer: markedTextsAnswer },
        callOptions,
      ),

    updateMeeting: async (meetingId, patch, callOptions) =>
      call(
        { endpoint: "PATCH /meetings/{meetingId}", ids: { meetingId }, body: patch, answer: noAnswer },
        callOptions,
      ),

    deleteMeeting: async (meetingId, callOptions) =>
      call(
        {
          endpoint: "DELETE /meetings/{meetingId}",
          ids: { meetingId },
          // Zoom must not write to anybody: PatientCare does.
          query: { schedule_for_reminder: "false" },
          answer: noAnswer,
        },
        callOptions,
      ),

    endMeeting: async (meetingId, callOptions) =>
      call(
        {
          endpoint: "PUT /meetings/{meetingId}/status",
          ids: { meetingId },
          body: { action: "end" },
          answer: noAnswer,
        },
        callOptions,
      ),

    listMeetings: async (userId, { type = "scheduled", ...callOptions } = {}) => {
      const limits = callLimits(callOptions, now());
      return listPages((page) =>
        request(
          {
            endpoint: "GET /users/{userId}/meetings",
            ids: { userId },
            query: { type, ...page },
            answer: listedMeetingsPage,
          },
          limits,
        ),
      );
    },

    getPastMeeting: async (meetingId, callOptions) =>
      call(
        { endpoint: "GET /past_meetings/{meetingId}", ids: { meetingId }, answer: pastMeetingAnswer },
        callOptions,
      ),

    listPastInstances: async (meetingId, callOptions) =>
      call(
        {
          endpoint: "GET /past_meetings/{meetingId}/instances",
          ids: { meetingId },
          answer: pastInstancesAnswer,
        },
        callOptions,
      ),

    listPastParticipants: async (meetingId, callOptions = {}) => {
      const limits = callLimits(callOptions, now());
      return listPages((page) =>
        request(
          {
            endpoint: "GET /past_meetings/{meetingId}/participants",
            ids: { meetingId },
            query: page,
            answer: pastParticipantsPage,
          },
          limits,
        ),
      );
    },

    grantedScopes: async (callOptions = {}) => accessToken.scopes(callLimits(callOptions, now())),

    getUser: async (userId, callOptions) =>
      call({ endpoint: "GET /users/{userId}", ids: { userId }, answer: userAnswer }, callOptions),
  };
}
