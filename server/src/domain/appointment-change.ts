import type { AppointmentStatus, AppointmentType, MeetingStatus } from "@patientcare/zoom-db/unions";

/** The intent of an appointment for its visit. */
export type AppointmentIntent = "confirmed" | "withdrawn" | "finished";

/** The consequence for the meeting; `record` changes the projection alone. */
export type Consequence =
  | "create"
  | "change"
  | "revive"
  | "revive-if-moved-ahead"
  | "mark-changed"
  | "cancel"
  | "close-entries"
  | "record";

export function intentOf(status: AppointmentStatus, type: AppointmentType): AppointmentIntent {
  if (status === "COMPLETED" || status === "NO_SHOW") return "finished";
  return status === "CONFIRMED" && type === "ONLINE" ? "confirmed" : "withdrawn";
}

/** The table of `appointmentChanged`: intent × status of the meeting (`none`: there is no meeting). */
const appointmentChange = {
  confirmed: {
    none: "create",
    pending: "change",
    scheduled: "change",
    failed: "change",
    cancelled: "revive",
    missed: "revive-if-moved-ahead",
    ended: "revive-if-moved-ahead",
    started: "mark-changed",
  },
  withdrawn: {
    none: "record",
    pending: "cancel",
    scheduled: "cancel",
    failed: "cancel",
    cancelled: "record",
    missed: "record",
    ended: "record",
    started: "close-entries",
  },
  finished: {
    none: "record",
    pending: "record",
    scheduled: "record",
    failed: "record",
    cancelled: "record",
    missed: "record",
    ended: "record",
    started: "record",
  },
} as const satisfies Record<AppointmentIntent, Record<MeetingStatus | "none", Consequence>>;

export interface ChangeFacts {
  desired: AppointmentIntent;
  meeting: MeetingStatus | "none";
  /** The window of the slot in question has closed: the new one for a confirmation, else the meeting's. */
  slotIsOver: boolean;
  /** The new slot begins after now and is not the meeting's present one. */
  slotMovedAhead: boolean;
}

export function consequenceOf(facts: ChangeFacts): Exclude<Consequence, "revive-if-moved-ahead"> {
  if (facts.slotIsOver) return "record";
  const consequence: Consequence = appointmentChange[facts.desired][facts.meeting];
  if (consequence !== "revive-if-moved-ahead") return consequence;
  return facts.slotMovedAhead ? "revive" : "record";
}

export type Precedence = "apply" | "apply-as-conflict" | "ignore";

export interface SourceMessage {
  updatedAt: Date;
  status: AppointmentStatus;
}

/** Which of two messages of the platform holds; `sameContent` compares everything but `updatedAt`. */
export function precedenceOf(
  known: SourceMessage | null,
  incoming: SourceMessage,
  sameContent: boolean,
): Precedence {
  if (!known || incoming.updatedAt > known.updatedAt) return "apply";
  if (incoming.updatedAt < known.updatedAt || sameContent) return "ignore";
  if (known.status === "CANCELLED") return "ignore";
  return incoming.status === "CANCELLED" ? "apply" : "apply-as-conflict";
}
