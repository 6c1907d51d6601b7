import type { CompanionKind, ParticipantKind } from "@patientcare/zoom-db/unions";

// Times are seconds from the start of the visit: 10:00 to 10:30, open from 9:45 to 11:00.
export const opens = -900;
export const closes = 3600;

export interface Span {
  from: number;
  to: number;
}

/** One running of the Zoom meeting. */
export interface Room extends Span {
  uuid: string;
}

export type Role = "doctor" | "patient" | "companion" | "colleague" | "bot" | "stranger";

/** One device, or one telephone, of one person. */
export interface Device {
  of: Role;
  name: string;
  /** Its name from some moment of each stay on. */
  renamed: string | null;
  zoomUserId: string | null;
  email: string | null;
  participantUuid: string;
  /** A delivery says that this one is the sound of another. */
  boundTo: Device | null;
  stays: (Span & { key: string; uuid: string })[];
  waits: (Span & { key: string; uuid: string; place: "waiting-room" | "before-host" })[];
}

export interface Click {
  use: "redirected" | "turned-away";
  link: ParticipantKind;
  at: number;
  /** The mark of the browser; null where it keeps none. */
  browser: string | null;
}

/** The day as it was. */
export interface Day {
  /** An account under a BAA: Zoom names nobody. */
  nameless: boolean;
  rooms: Room[];
  devices: Device[];
  clicks: Click[];
  /** `former`: only a patient whom the visit no longer has was sent one. */
  linkSent: "patient" | "all" | "former" | "never";
  companion: { kind: CompanionKind; emailKnown: boolean; nameKnown: boolean } | null;
}
