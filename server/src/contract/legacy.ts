import { z } from "zod";
import { Uuid } from "./fields.ts";
import { Status } from "./meetings.ts";

/** A meeting named over REST in one of three ways: ours, the appointment's, or Zoom's. */
export const LegacyLookup = z
  .strictObject({
    meetingId: Uuid.optional(),
    appointmentId: Uuid.optional(),
    zoomMeetingId: z
      .string()
      .regex(/^\d{9,12}$/)
      .optional(),
  })
  .refine((lookup) => Object.values(lookup).filter((name) => name !== undefined).length === 1, {
    error: "Name the meeting in one way",
  });
export type LegacyLookup = z.output<typeof LegacyLookup>;

const Participant = z.object({
  email: z.string().nullable(),
  name: z.string().nullable(),
  role: z.enum(["host", "participant"]),
});

/** A meeting as REST callers know it. The links are ours; null for whom they are not. */
export const LegacyMeeting = z.object({
  id: z.string(),
  meetingId: z.string().nullable(),
  appointmentId: z.string(),
  topic: z.string(),
  startTime: z.date(),
  duration: z.number(),
  hostUrl: z.string().nullable(),
  joinUrl: z.string().nullable(),
  password: z.string().nullable(),
  status: Status,
  hostEmail: z.string(),
  participants: z.array(Participant),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type LegacyMeeting = z.output<typeof LegacyMeeting>;
