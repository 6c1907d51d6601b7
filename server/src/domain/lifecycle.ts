import type { MeetingStatus } from "@patientcare/zoom-db/unions";

export type Verb = "create-same" | "create-other" | "update" | "cancel" | "start" | "end" | "retry";

/** The effect of a verb on a meeting; `refuse` is ILLEGAL_TRANSITION. */
export type Answer =
  | "noop"
  | "change"
  | "to-pending"
  | "new-generation"
  | "cancel"
  | "start"
  | "end"
  | "end-inside-window"
  | "refuse";

/** The status table: what each verb does to a meeting of each status. */
export const lifecycle = {
  "create-same": {
    pending: "noop",
    scheduled: "noop",
    started: "noop",
    ended: "noop",
    cancelled: "new-generation",
    failed: "to-pending",
    missed: "noop",
  },
  "create-other": {
    pending: "refuse",
    scheduled: "refuse",
    started: "refuse",
    ended: "refuse",
    cancelled: "new-generation",
    failed: "to-pending",
    missed: "new-generation",
  },
  update: {
    pending: "change",
    scheduled: "change",
    started: "refuse",
    ended: "refuse",
    cancelled: "refuse",
    failed: "to-pending",
    missed: "refuse",
  },
  cancel: {
    pending: "cancel",
    scheduled: "cancel",
    started: "cancel",
    ended: "refuse",
    cancelled: "noop",
    failed: "cancel",
    missed: "cancel",
  },
  start: {
    pending: "refuse",
    scheduled: "start",
    started: "noop",
    ended: "refuse",
    cancelled: "refuse",
    failed: "refuse",
    missed: "refuse",
  },
  end: {
    pending: "refuse",
    scheduled: "end-inside-window",
    started: "end",
    ended: "noop",
    cancelled: "refuse",
    failed: "refuse",
    missed: "refuse",
  },
  retry: {
    pending: "noop",
    scheduled: "noop",
    started: "noop",
    ended: "refuse",
    cancelled: "refuse",
    failed: "to-pending",
    missed: "refuse",
  },
} as const satisfies Record<Verb, Record<MeetingStatus, Answer>>;

/** The next thing to do for somebody whose verb was refused. */
export const transitionRemedies = {
  "create-same": "Read the meeting with meetings.getByAppointment.",
  "create-other": "The appointment has a meeting already: use update to move it.",
  update: "Only a pending, scheduled or failed meeting can be changed.",
  cancel: "A meeting that has ended stays as it was.",
  start: "Only a scheduled meeting can be started, while its window is open.",
  end: "Only a running meeting, or a scheduled one inside its window, can be ended.",
  retry: "Only a failed meeting can be retried; create it again to revive a cancelled or missed one.",
} as const satisfies Record<Verb, string>;
