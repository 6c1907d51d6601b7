// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

import type { Attention, Evidence, LinkRole, MeetingStatus, Outcome, ParticipantKind, PersonState, SignalType, WaitingPlace } from "./unions.ts";

/** A person of a visit, as far as is known. Note-takers and colleagues are not listed. */
export type Person = {
  /** The part in the visit. `someone`: a person in the room or before it who is not recognised. */
  who: "doctor" | "patient" | "interpreter" | "captioner" | "caregiver" | "trainee" | "someone";
  /** Our id of the person in this visit, a uuid; null for `someone`. */
  participantId: string | null;
  /** The name; null where none is known or the caller may not see it, and always for `someone`. */
  name: string | null;
  /**
   * How far the person has come in this slot; `unknown` while Zoom reports nothing though it should, and
   * where no end was ever reported.
   */
  state: PersonState;
  /** When this state began; null where that is not known. */
  since: Date | null;
  /** How it is known that it is this person; null where nothing had to show it. */
  evidence: Evidence | null;
};

/** One presence of a person in the room. */
export type Stay = {
  /** The part in the visit, as far as the evidence says. */
  who: "doctor" | "patient" | "interpreter" | "captioner" | "caregiver" | "trainee" | "note-taker" | "staff" | "someone";
  /** How the person was recognised; null for `someone`. */
  evidence: Evidence | null;
  /** When the person came in. */
  joinedAt: Date;
  /** When the person left; null while no end was reported. */
  leftAt: Date | null;
};

/** One time that a person waited to be let in. */
export type Wait = {
  /** The part in the visit, as far as the evidence says. */
  who: "doctor" | "patient" | "interpreter" | "captioner" | "caregiver" | "trainee" | "note-taker" | "staff" | "someone";
  /**
   * `waiting-room`: in Zoom's waiting room; `before-host`: at the door, since the doctor has not opened the
   * room.
   */
  where: WaitingPlace;
  /** When the wait began. */
  from: Date;
  /** When the wait ended; null while no end was reported. */
  to: Date | null;
};

/** A fact that follows from a visit, such as a late doctor. Later facts may correct it. */
export type Signal = {
  /** The kind of signal. */
  type: "late" | "waiting-too-long" | "no-show" | "visit-proof" | "waited" | "corrected";
  /** The part in the visit; null where it may have been anybody, or where it concerns both. */
  who: "doctor" | "patient" | "interpreter" | "captioner" | "caregiver" | "trainee" | "someone" | null;
  /** When it began; null in a correction that takes its signal back. */
  since: Date | null;
  /** When it happened. */
  at: Date;
  /** How long it lasted, in seconds; null where it has no length. */
  seconds: number | null;
  /** True once the window has closed and Zoom was asked: only then act on it outside the clinic. */
  settled: boolean;
  /** With `corrected`: the signal that has changed, or that no longer holds; else null. */
  corrects: SignalType | null;
};

/** A link of a visit, without its address. */
export type UsedLink = {
  /** `host` for the doctor's link, `participant` for all others. */
  role: LinkRole;
  /** The part in the visit of the link's owner. */
  kind: ParticipantKind;
  /** When the link was made. */
  issuedAt: Date;
  /** When the link last led to Zoom; null where it never did. */
  redirectedAt: Date | null;
  /** When the link was closed for good; null while it was not. */
  revokedAt: Date | null;
};

/** A length of time. */
export type Interval = {
  /** The first instant. */
  from: Date;
  /** The last instant. */
  to: Date;
};

/** The whole story of a visit. */
export type Visit = {
  /** Our id of the meeting, a uuid. */
  meetingId: string;
  /** The platform's id of the appointment, a uuid. */
  appointmentId: string;
  /** When the visit is planned to begin. */
  startTime: Date;
  /** The planned length of the visit, in minutes. */
  duration: number;
  /** The IANA time zone of the visit, such as Europe/Berlin. */
  timezone: string;
  /** The doctor's e-mail address, in lower case. */
  hostEmail: string;
  /** How far the meeting has come. */
  status: MeetingStatus;
  /** How the visit went; null until that can be said. */
  outcome: Outcome | null;
  /** Everything about this meeting that needs a person, the most important first. */
  attentions: Attention[];
  /** The people of the visit in its present slot, and how far each has come. */
  people: Person[];
  /** Each presence in the room, in all slots, the oldest first. */
  stays: Stay[];
  /** Each wait to be let in, in all slots, the oldest first. */
  waits: Wait[];
  /**
   * The time that the doctor was in the room with somebody who makes a visit, recognised or not; `outcome`
   * says what it was.
   */
  together: {
    /** All that time, in seconds. */
    seconds: number;
    /** Its parts, the oldest first. */
    intervals: Interval[];
  };
  /** What followed from the visit, the oldest first. */
  signals: Signal[];
  /** All links that were ever issued, without their addresses; left out for auditors. */
  links?: UsedLink[] | undefined;
};
