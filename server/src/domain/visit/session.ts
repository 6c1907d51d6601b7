import type { Evidence, SeenAs } from "@patientcare/zoom-db/unions";

/** One stay of one person; a missing end means "not heard of yet". */
export interface Stay {
  key: string;
  /** Equal for all stays of one person in the visit. */
  person: number;
  who: SeenAs;
  recognisedBy: Evidence | null;
  /** Of a companion who was recognised. */
  participantId: string | null;
  /** With `undecided`: the companions not recognised whose link they may have used as well. */
  rivals: number;
  /** False for those who make no visit. */
  counts: boolean;
  joinedAt: Date | null;
  leftAt: Date | null;
}

/** One running of the Zoom meeting (one Zoom uuid). */
export interface Session {
  uuid: string;
  zoomMeetingId: string;
  startedAt: Date;
  endedAt: Date | null;
  /** The last moment of which Zoom said anything about it. */
  heardAt: Date;
  /** Its start, its end and an end of each stay were delivered. */
  complete: boolean;
  /** Zoom does not list it: its end is the last thing heard of it. */
  endAssumed: boolean;
  stays: Stay[];
}
