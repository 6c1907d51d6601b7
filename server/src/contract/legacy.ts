import { linkRoles } from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Status } from "./meetings.ts";

const LinkUrl = z.string().nullable();

/** A meeting as REST callers know it. The links are ours; null for whom they are not. */
export const LegacyMeeting = z.object({
  id: z.string(),
  /** Zoom's id of the meeting; null while there is none. */
  meetingId: z.string().nullable(),
  appointmentId: z.string(),
  topic: z.string(),
  startTime: z.date(),
  duration: z.number(),
  hostUrl: LinkUrl,
  joinUrl: LinkUrl,
  /** Null outside the window in which the visit can be entered. */
  password: z.string().nullable(),
  status: Status,
  hostEmail: z.string(),
  participants: z.array(
    z.object({
      email: z.string().nullable(),
      name: z.string().nullable(),
      role: z.enum(linkRoles),
    }),
  ),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type LegacyMeeting = z.output<typeof LegacyMeeting>;

/** The way into a visit as REST callers know it. `meetingId` is Zoom's. */
export const LegacyLink = z.object({
  meetingLink: z.string(),
  password: z.string().nullable(),
  meetingId: z.string().nullable(),
  topic: z.string(),
  startTime: z.date(),
});
