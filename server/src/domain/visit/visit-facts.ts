import type { WaitingPlace } from "@patientcare/zoom-db/unions";

/** Somebody as one delivery names them. */
export interface FactParticipant {
  /** Zoom's id of one stay; new at each rejoin. */
  stay: string;
  /** Zoom's user id of somebody signed in, else null. */
  zoomUserId: string | null;
  /** HMAC of the lower-cased e-mail, else null. */
  emailHash: string | null;
  /** The same for the same person over rejoins, as far as Zoom says. */
  participantUuid: string | null;
  /** Normalised; only ever compared, never stored. */
  name: string | null;
}

/** One fact of a delivery about a session. `at` is when it happened. */
export interface VisitFact {
  /** `heard`: Zoom said at that moment that the session runs. `bound`: two stays are one person. */
  kind: "started" | "ended" | "joined" | "left" | "bound" | "heard";
  uuid: string;
  zoomMeetingId: string;
  at: Date;
  /** When this running of the meeting began, as the delivery says. */
  sessionStart: Date | null;
  hostId: string | null;
  participant: FactParticipant | null;
  /** With `bound`: the other stay. */
  boundTo?: Pick<FactParticipant, "participantUuid"> & { stay: string | null };
  /** With `ended`: Zoom does not list the session, and the last thing heard of it stands for its end. */
  assumed?: boolean;
}

/** One fact of a delivery about a person who waits outside the room. */
export interface WaitFact {
  kind: "waiting" | "waited";
  place: WaitingPlace;
  /** The running of the meeting; before the host it may name none. */
  uuid: string;
  at: Date;
  hostId: string | null;
  participant: FactParticipant;
}

/** A stay is one user id in one running of the meeting. */
export const stayIdOf = (uuid: string, stay: string): string => `${uuid} ${stay}`;
