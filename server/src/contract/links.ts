import { companionKinds, linkRoles } from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Email, LanguageTag, PersonName, Uuid } from "./fields.ts";

const LinkRole = z.enum(linkRoles);

export const LinkOf = z.strictObject({ meetingId: Uuid, role: LinkRole });
export type LinkOf = z.output<typeof LinkOf>;

/** `url` is ours and closed outside [opensAt, expiresAt); `password` is null then too. */
export const Link = z.object({
  url: z.string(),
  role: LinkRole,
  opensAt: z.date(),
  expiresAt: z.date(),
  password: z.string().nullable(),
  meetingId: z.string().nullable(),
  topic: z.string(),
  startTime: z.date(),
});
export type Link = z.output<typeof Link>;

/** The link to close: the doctor's or the patient's by `role`, anybody's of the visit by `participantId`. */
export const RevokeLink = z
  .strictObject({ meetingId: Uuid, role: LinkRole.optional(), participantId: Uuid.optional() })
  .refine(({ role, participantId }) => (role === undefined) !== (participantId === undefined), {
    path: ["role"],
    error: "Give either role or participantId",
  });
export type RevokeLink = z.output<typeof RevokeLink>;

export const InviteCompanion = z
  .strictObject({
    meetingId: Uuid,
    kind: z.enum(companionKinds),
    /** Completes what was said of this companion earlier; without it somebody else is invited. */
    participantId: Uuid.optional(),
    name: PersonName.optional(),
    email: Email.optional(),
    /** The language of the companion's page and messages. */
    language: LanguageTag.optional(),
    /** The language, spoken or signed, that an interpreter or captioner is there for. */
    interprets: LanguageTag.optional(),
    /** That the patient agrees; nobody in training takes part without. */
    consent: z.boolean().optional(),
  })
  .refine(
    ({ kind, participantId, consent }) =>
      kind !== "trainee" || consent === true || (participantId !== undefined && consent === undefined),
    { path: ["consent"], error: "must be true for a trainee: ask the patient first" },
  );
export type InviteCompanion = z.output<typeof InviteCompanion>;

/** A companion's link: ours, the same for the same participant, and closed until `opensAt`. */
export const Invitation = z.object({
  url: z.string(),
  opensAt: z.date(),
  expiresAt: z.date(),
  participantId: z.string(),
});
export type Invitation = z.output<typeof Invitation>;

export const RevokedLink = z.object({ revokedAt: z.date() });
