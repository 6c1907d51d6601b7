import { linkRoles } from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Status } from "./meetings.ts";

const LinkUrl = z.string().nullable();

/** A meeting as REST callers know it. The links are ours; null for whom they are not. */
export const LegacyMeeting = z.object({
  id: z.string().describe("Our id of the meeting, a uuid."),
  meetingId: z
    .string()
    .nullable()
    .describe("Zoom's id of the meeting, 9 to 12 digits; null while Zoom has none."),
  appointmentId: z.string().describe("The platform's id of the appointment, a uuid."),
  topic: z.string().describe("The title of the visit."),
  startTime: z.date().describe("When the visit is planned to begin."),
  duration: z.number().describe("The planned length of the visit, in minutes."),
  hostUrl: LinkUrl.describe("The doctor's link; null for callers who may not have it."),
  joinUrl: LinkUrl.describe("The patient's link; null for callers who may not have it."),
  password: z
    .string()
    .nullable()
    .describe("The passcode of the Zoom meeting; null outside the window in which the visit can be entered."),
  status: Status.describe("How far the meeting has come."),
  hostEmail: z.string().describe("The doctor's e-mail address, in lower case."),
  participants: z
    .array(
      z.object({
        email: z.string().nullable().describe("The e-mail address; null where none is known."),
        name: z.string().nullable().describe("The name; null where none is known."),
        role: z.enum(linkRoles).describe("`host` for the doctor, `participant` for the patient."),
      }),
    )
    .describe("The doctor and the patient."),
  createdAt: z.date().describe("When the meeting was first booked."),
  updatedAt: z.date().describe("When the meeting last changed."),
});
export type LegacyMeeting = z.output<typeof LegacyMeeting>;

/** The way into a visit as REST callers know it. */
export const LegacyLink = z.object({
  meetingLink: z
    .string()
    .describe(
      "The link to hand out: ours, the same for the life of the visit, and closed outside its window.",
    ),
  password: z
    .string()
    .nullable()
    .describe("The passcode of the Zoom meeting; null outside the window and while Zoom has no meeting."),
  meetingId: z
    .string()
    .nullable()
    .describe("Zoom's id of the meeting, 9 to 12 digits; null while Zoom has none."),
  topic: z.string().describe("The title of the visit."),
  startTime: z.date().describe("When the visit is planned to begin."),
});
