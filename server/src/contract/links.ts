import { companionKinds, linkRoles } from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Email, LanguageTag, PersonName, Uuid } from "./fields.ts";

export const LinkRole = z.enum(linkRoles);
export const CompanionKind = z.enum(companionKinds);

const meetingId = Uuid.describe("Our id of the meeting (`Meeting.id`), a uuid.");

export const LinkOf = z.strictObject({
  meetingId,
  role: LinkRole.describe("Whose link: `host` for the doctor, `participant` for the patient."),
});
export type LinkOf = z.output<typeof LinkOf>;

/** `url` is ours and closed outside [opensAt, expiresAt); `password` is null then too. */
export const Link = z.object({
  url: z
    .string()
    .describe(
      "The link to hand out: ours, the same for the life of the visit, and closed outside its window.",
    ),
  role: LinkRole.describe("Whose link it is: `host` for the doctor, `participant` for the patient."),
  opensAt: z.date().describe("From this time on the link leads into the visit."),
  expiresAt: z.date().describe("From this time on the link is closed again."),
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
export type Link = z.output<typeof Link>;

/** The link to close: the doctor's or the patient's by `role`, anybody's of the visit by `participantId`. */
export const RevokeLink = z
  .strictObject({
    meetingId,
    role: LinkRole.optional().describe(
      "Close the link of the doctor (`host`) or of the patient (`participant`). Give either this or `participantId`.",
    ),
    participantId: Uuid.optional().describe(
      "Close the link of this person of the visit, such as a companion's (`Invitation.participantId`), a uuid.",
    ),
  })
  .refine(({ role, participantId }) => (role === undefined) !== (participantId === undefined), {
    path: ["role"],
    error: "Give either role or participantId",
  });
export type RevokeLink = z.output<typeof RevokeLink>;

export const InviteCompanion = z
  .strictObject({
    meetingId,
    kind: CompanionKind.describe("The part that this person plays in the visit."),
    participantId: Uuid.optional().describe(
      "Adds to an earlier invitation of this companion (`Invitation.participantId`); without it, somebody else is invited.",
    ),
    name: PersonName.optional().describe("The companion's name: one line of 1 to 100 characters."),
    email: Email.optional().describe("The companion's e-mail address."),
    language: LanguageTag.optional().describe(
      'The language of the companion\'s page and messages: a language tag, such as "de" or "pt-BR".',
    ),
    interprets: LanguageTag.optional().describe(
      'The language, spoken or signed, that an interpreter or captioner is there for: a language tag, such as "ar" or "ase".',
    ),
    consent: z
      .boolean()
      .optional()
      .describe("That the patient agrees. Required for a trainee: nobody in training takes part without it."),
  })
  .refine(
    ({ kind, participantId, consent }) =>
      kind !== "trainee" || consent === true || (participantId !== undefined && consent === undefined),
    { path: ["consent"], error: "must be true for a trainee: ask the patient first" },
  );
export type InviteCompanion = z.output<typeof InviteCompanion>;

/** A companion's link: ours, the same for the same participant, and closed until `opensAt`. */
export const Invitation = z.object({
  url: z
    .string()
    .describe("The companion's own link to the visit: ours, and the same for the life of the visit."),
  opensAt: z.date().describe("From this time on the link leads into the visit."),
  expiresAt: z.date().describe("From this time on the link is closed again."),
  participantId: z
    .string()
    .describe("Our id of the companion in this visit, a uuid: for `links.invite` and `links.revoke`."),
});
export type Invitation = z.output<typeof Invitation>;

export const RevokedLink = z.object({
  revokedAt: z.date().describe("When the link was closed for good. The next `links.get` issues a new one."),
});
