import { z } from "zod";
import { anyMeetingId, instant, optional, text } from "./answer-fields.ts";

export type ZoomListedMeeting = {
  id: string;
  uuid?: string;
  hostId?: string;
  topic: string;
  /** Zoom cuts it to 250 characters in lists. */
  agenda?: string;
  startTime?: Date;
  /** Minutes. */
  duration?: number;
  timezone?: string;
  createdAt?: Date;
};

export type ZoomPastMeeting = {
  id: string;
  uuid: string;
  hostId?: string;
  topic: string;
  startTime?: Date;
  endTime?: Date;
  /** Minutes. */
  duration?: number;
  participantsCount?: number;
};

export type ZoomPastInstance = { uuid: string; startTime: Date };

/** One row for every stay of a person: rejoining gives another row with another `userId`. */
export type ZoomPastParticipant = {
  /** The Zoom user, when signed in. */
  id?: string;
  userId?: string;
  name?: string;
  email?: string;
  joinTime?: Date;
  leaveTime?: Date;
  durationSeconds?: number;
  /** `in_meeting` or `in_waiting_room`. */
  status?: string;
};

export type ZoomUser = { id: string; email: string; type: number };

const nextPageToken = z.string().nullish();

export const listedMeetingsPage = z
  .object({
    meetings: z.array(
      z
        .object({
          id: anyMeetingId,
          uuid: optional(text),
          host_id: optional(text),
          topic: z.string().catch(""),
          agenda: optional(text),
          start_time: optional(instant),
          duration: optional(z.number()),
          timezone: optional(text),
          created_at: optional(instant),
        })
        .transform(
          ({ host_id, start_time, created_at, ...meeting }): ZoomListedMeeting => ({
            ...meeting,
            hostId: host_id,
            startTime: start_time,
            createdAt: created_at,
          }),
        ),
    ),
    next_page_token: nextPageToken,
  })
  .transform(({ meetings, next_page_token }) => ({ items: meetings, nextPageToken: next_page_token ?? "" }));

/** The texts that may hold a marker; nothing else of the answer has to be usable. */
export type MarkedTexts = { topic: string; agenda?: string };

export const markedTextsAnswer: z.ZodType<MarkedTexts> = z.object({
  topic: z.string().catch(""),
  agenda: optional(text),
});

export const pastMeetingAnswer = z
  .object({
    id: anyMeetingId,
    uuid: text,
    host_id: optional(text),
    topic: z.string().catch(""),
    start_time: optional(instant),
    end_time: optional(instant),
    duration: optional(z.number()),
    participants_count: optional(z.number()),
  })
  .transform(
    ({ host_id, start_time, end_time, participants_count, ...meeting }): ZoomPastMeeting => ({
      ...meeting,
      hostId: host_id,
      startTime: start_time,
      endTime: end_time,
      participantsCount: participants_count,
    }),
  );

export const pastInstancesAnswer = z
  .object({ meetings: z.array(z.object({ uuid: text, start_time: instant })) })
  .transform(({ meetings }): ZoomPastInstance[] =>
    meetings.map(({ uuid, start_time }) => ({ uuid, startTime: start_time })),
  );

export const pastParticipantsPage = z
  .object({
    participants: z.array(
      z
        .object({
          id: optional(text),
          user_id: optional(z.union([text, z.number().transform(String)])),
          name: optional(text),
          user_email: optional(text),
          join_time: optional(instant),
          leave_time: optional(instant),
          duration: optional(z.number()),
          status: optional(text),
        })
        .transform(
          (row): ZoomPastParticipant => ({
            id: row.id,
            userId: row.user_id,
            name: row.name,
            email: row.user_email,
            joinTime: row.join_time,
            leaveTime: row.leave_time,
            durationSeconds: row.duration,
            status: row.status,
          }),
        ),
    ),
    next_page_token: nextPageToken,
  })
  .transform(({ participants, next_page_token }) => ({
    items: participants,
    nextPageToken: next_page_token ?? "",
  }));

export const userAnswer: z.ZodType<ZoomUser> = z.object({ id: text, email: text, type: z.number() });

/** For calls whose success says nothing more. */
export const noAnswer = z.unknown().transform((): void => undefined);
