// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

import type { CompanionKind, LinkRole } from "./unions.ts";

/** A person's link into a visit. */
export type Link = {
  /** The link to hand out: ours, the same for the life of the visit, and closed outside its window. */
  url: string;
  /** Whose link it is: `host` for the doctor, `participant` for the patient. */
  role: LinkRole;
  /** From this time on the link leads into the visit. */
  opensAt: Date;
  /** From this time on the link is closed again. */
  expiresAt: Date;
  /** The passcode of the Zoom meeting; null outside the window and while Zoom has no meeting. */
  password: string | null;
  /** Zoom's id of the meeting, 9 to 12 digits; null while Zoom has none. */
  meetingId: string | null;
  /** The title of the visit. */
  topic: string;
  /** When the visit is planned to begin. */
  startTime: Date;
};

/** A companion's link into a visit. */
export type Invitation = {
  /** The companion's own link to the visit: ours, and the same for the life of the visit. */
  url: string;
  /** From this time on the link leads into the visit. */
  opensAt: Date;
  /** From this time on the link is closed again. */
  expiresAt: Date;
  /** Our id of the companion in this visit, a uuid: for `links.invite` and `links.revoke`. */
  participantId: string;
};

/** The answer of `links.revoke`. */
export type RevokedLink = {
  /** When the link was closed for good. The next `links.get` issues a new one. */
  revokedAt: Date;
};

/** The input of `links.get`. */
export type LinkOf = {
  /** Our id of the meeting (`Meeting.id`), a uuid. */
  meetingId: string;
  /** Whose link: `host` for the doctor, `participant` for the patient. */
  role: LinkRole;
};

/** The input of `links.revoke`: give either `role` or `participantId`. */
export type RevokeLink = {
  /** Our id of the meeting (`Meeting.id`), a uuid. */
  meetingId: string;
  /**
   * Close the link of the doctor (`host`) or of the patient (`participant`). Give either this or
   * `participantId`.
   */
  role?: LinkRole | undefined;
  /**
   * Close the link of this person of the visit, such as a companion's (`Invitation.participantId`), a uuid.
   */
  participantId?: string | undefined;
};

/** The input of `links.invite`. */
export type InviteCompanion = {
  /** Our id of the meeting (`Meeting.id`), a uuid. */
  meetingId: string;
  /** The part that this person plays in the visit. */
  kind: CompanionKind;
  /**
   * Adds to an earlier invitation of this companion (`Invitation.participantId`); without it, somebody else
   * is invited.
   */
  participantId?: string | undefined;
  /** The companion's name: one line of 1 to 100 characters. */
  name?: string | undefined;
  /** The companion's e-mail address. */
  email?: string | undefined;
  /** The language of the companion's page and messages: a language tag, such as "de" or "pt-BR". */
  language?: string | undefined;
  /**
   * The language, spoken or signed, that an interpreter or captioner is there for: a language tag, such as
   * "ar" or "ase".
   */
  interprets?: string | undefined;
  /** That the patient agrees. Required for a trainee: nobody in training takes part without it. */
  consent?: boolean | undefined;
};
