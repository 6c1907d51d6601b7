/**
 * The fields of an event's data that followers of the feed are given. All else that is stored with an event stays inside:
 * it may name runnings and devices, or be text that somebody wrote.
 */
export const eventDataFields = [
  "who",
  "evidence",
  "settled",
  "since",
  "seconds",
  "corrects",
  "from",
  "to",
] as const;
export type EventDataField = (typeof eventDataFields)[number];
