/** Tables that have an archive, in the order in which their rows may leave: none refers to one that has left before. */
export const archivedTables = [
  "webhook_deliveries",
  "attendances",
  "waits",
  "meeting_sessions",
  "meeting_events",
  "join_links",
  "participants",
  "zoom_attempts",
  "zoom_references",
  "meeting_attentions",
  "zoom_meetings",
] as const;

export type ArchivedTable = (typeof archivedTables)[number];

/** Rows by table. */
export type RowCounts = Record<ArchivedTable, number>;

export const noRows = (): RowCounts => ({
  webhook_deliveries: 0,
  attendances: 0,
  waits: 0,
  meeting_sessions: 0,
  meeting_events: 0,
  join_links: 0,
  participants: 0,
  zoom_attempts: 0,
  zoom_references: 0,
  meeting_attentions: 0,
  zoom_meetings: 0,
});
