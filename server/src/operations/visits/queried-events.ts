/** Answers of Zoom about sessions, stored beside the deliveries as facts of the same kind. */
export const queriedEvents = {
  /** Zoom said at `date_time` that the session runs. */
  "queried.session-runs": "heard",
  /** The session runs no more, and Zoom lists no end of it: the last thing heard of it stands for that. */
  "queried.session-over": "ended",
} as const;

export type QueriedEvent = keyof typeof queriedEvents;

export const isQueriedEvent = (event: string): event is QueriedEvent => Object.hasOwn(queriedEvents, event);
