// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

/** A range of time: from `from`, up to but not including `to`. */
export type StatsRange = {
  /** Only meetings that begin at this time or later. */
  from?: Date | string | undefined;
  /** Only meetings that begin before this time. */
  to?: Date | string | undefined;
};

/** How many meetings there are in each state. */
export type Overview = {
  /** All meetings that begin in the range, archived ones included. */
  totalMeetings: number;
  /** Meetings in progress: status `started`. */
  activeMeetings: number;
  /** Meetings to come: status `pending` or `scheduled`. */
  scheduledMeetings: number;
  /** Meetings that are over: status `ended`. */
  completedMeetings: number;
  /** Cancelled meetings: status `cancelled`. */
  cancelledMeetings: number;
  /** Meetings without a visit: status `missed`. */
  missedMeetings: number;
  /** Meetings that Zoom rejected: status `failed`. */
  failedMeetings: number;
  /** Meetings whose outcome is `held`: doctor and patient met. */
  heldMeetings: number;
  /** Meetings with an attention that needs a person. */
  needingAttention: number;
  /**
   * Meetings that Zoom has or had, divided by those that were tried: from 0 to 1; null when nothing was
   * tried.
   */
  creationSuccessRate: number | null;
};
