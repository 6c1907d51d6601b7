// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

import type { Meeting } from "./meetings.ts";
import type { AppointmentStatus, AppointmentType, EventSource, Evidence, MeetingStatus, Outcome, StatementReason } from "./unions.ts";

/** An appointment as the platform has it now. */
export type Appointment = {
  /** The platform's id of the appointment, a uuid. */
  id: string;
  /** Only CONFIRMED appointments that are ONLINE have a meeting. */
  status: AppointmentStatus;
  /** ONLINE for a video visit, IN_PERSON for one at the clinic. */
  type: AppointmentType;
  /** When the appointment begins. */
  startTime: Date | string;
  /** The length of the appointment, in whole minutes from 1 to 1440. */
  duration: number;
  /** The IANA time zone in which people are told the time, such as Europe/Berlin. Default: the clinic's. */
  timezone?: string | undefined;
  /** The title of the visit: one line of 1 to 200 characters. Zoom never sees it. */
  topic?: string | undefined;
  /** The doctor, who hosts the visit. */
  doctor: {
    /** The platform's id of the doctor: the `sub` of the doctor's token. 1 to 200 characters. */
    id?: string | undefined;
    /** The doctor's name: one line of 1 to 100 characters. */
    name?: string | undefined;
    /** The doctor's e-mail address: that of their Zoom user. */
    email: string;
  };
  /** The patient. */
  patient: {
    /** The platform's id of the patient: the `sub` of the patient's token. 1 to 200 characters. */
    id?: string | undefined;
    /** The patient's name: one line of 1 to 100 characters. */
    name?: string | undefined;
    /**
     * The patient's e-mail address. One that cannot be used counts as absent, and the meeting gets the
     * attention `no-contact`.
     */
    email?: string | undefined;
  };
  /**
   * When the platform last changed the appointment. A message that is older than the newest one is ignored.
   */
  updatedAt: Date | string;
};

/** The input of `lifecycle.appointmentChanged`. */
export type AppointmentChanged = {
  /** The whole appointment as the platform has it now, not only the change. */
  appointment: Appointment;
};

/** The answer of `lifecycle.appointmentChanged`. */
export type AppointmentAnswer = {
  /** The meeting of the appointment; null where it has none and needs none. */
  meeting: Meeting | null;
};

/** The input of `lifecycle.confirmOutcome`. */
export type ConfirmOutcome = {
  /** Our id of the meeting (`Meeting.id`), a uuid. */
  meetingId: string;
  /** How the visit went. `unknown` withdraws an earlier statement, and the evidence decides again. */
  outcome: Outcome;
  /** Why a person states this, as one of a few codes. */
  reasonCode: StatementReason;
  /** Why, in one line of 1 to 500 characters. It stands in the history, encrypted at rest. */
  reason: string;
};

/** One change of a meeting's status. */
export type Transition = {
  /** The status before; null for the first one. */
  from: MeetingStatus | null;
  /** The status after. */
  to: MeetingStatus;
  /** When it happened, as far as its source says. */
  at: Date;
  /** Where it came from. */
  source: EventSource;
  /** The role of the caller; null where no caller did it. */
  actorRole: string | null;
  /** Why, in words; null where no reason is known. */
  reason: string | null;
  /** The outcome that came with it; null where none did. */
  outcome: Outcome | null;
  /** The person on whom the outcome turns; null where it turns on nobody in particular. */
  who: "doctor" | "patient" | "someone" | null;
  /** How that person was recognised; null where nobody was. */
  evidence: Evidence | null;
};

/** How a meeting's status changed. */
export type History = {
  /** Every change of status, the oldest first. */
  transitions: Transition[];
};
