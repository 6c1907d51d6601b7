export { createDatabase, type DatabaseOptions, type Db } from "./client.ts";
export { type CounterPool, openCounterPool } from "./counter-pool.ts";
export { type Listening, type ListenOptions, listenTo } from "./listen.ts";
export { isMigrated, migrateToLatest } from "./migrate.ts";
export {
  isCrossed,
  isDatabaseAway,
  isExclusionViolation,
  isOfOneRow,
} from "./postgres-errors.ts";
export { anyPassageSince, insertAccess, passage, patientPassages } from "./queries/access/access-log.ts";
export {
  insertAppointment,
  lockAppointment,
  setAppointmentStatus,
  setAppointmentStatuses,
  updateAppointment,
} from "./queries/appointments/appointments.ts";
export { findArchivedLink, revokeArchivedLink } from "./queries/archive/archived-links.ts";
export {
  bringBackMeeting,
  findArchivedMeeting,
  type MeetingLookup,
} from "./queries/archive/archived-meetings.ts";
export {
  type ArchivedReference,
  closeArchivedAttempt,
  doomForArchive,
  dueArchivedReferences,
  insertArchivedAttempt,
  isArchivedZoomId,
  markArchivedGone,
  postponeArchivedDeletion,
  takeArchivedReference,
} from "./queries/archive/archived-references.ts";
export { noRows, type RowCounts } from "./queries/archive/archived-tables.ts";
export {
  type ArchivePreview,
  type Place,
  previewArchive,
  takeFinishedMeetings,
} from "./queries/archive/finished-meetings.ts";
export { moveToArchive } from "./queries/archive/move-meetings.ts";
export { readClock } from "./queries/clock.ts";
export {
  deliveriesAbout,
  markDeliveries,
  recordFailedTry,
  requeueUnmatched,
  type ToldDelivery,
  takeTheseDeliveries,
  takeWaitingDeliveries,
} from "./queries/deliveries/deliveries.ts";
export { insertDeliveries, type ReceivedDelivery } from "./queries/deliveries/insert-deliveries.ts";
export { purgeForeignDeliveries } from "./queries/deliveries/purge-deliveries.ts";
export {
  countDeliveries,
  type DeliveryFacts,
  type DeliveryFilter,
  findDelivery,
  listDeliveries,
  requeueDeliveries,
} from "./queries/deliveries/replay-deliveries.ts";
export {
  claimTelling,
  countRunningVisits,
  type HealthNote,
  type HealthTime,
  lastNewsAbout,
  noteWebhookHealth,
  readWebhookHealth,
  takeTurn,
} from "./queries/deliveries/webhook-health.ts";
export { eventsOf, eventsTold, insertEvents, type ToldEvent } from "./queries/events/events.ts";
export {
  compareFeedPositions,
  type FeedEvent,
  type FeedPage,
  type FeedPosition,
  feedPageSize,
  readFeed,
  readFeedEdge,
} from "./queries/events/feed.ts";
export { currentFeedEpoch } from "./queries/events/feed-epoch.ts";
export {
  claimKey,
  deleteExpiredKeys,
  findKey,
  forgetKey,
  type HeldKey,
  type KnownKey,
  keepResult,
} from "./queries/idempotency/idempotency-keys.ts";
export {
  currentParticipant,
  currentParticipants,
  findLink,
  insertLink,
  insertParticipant,
  type LinkWithRole,
  liveLink,
  lockLink,
  removeParticipant,
  revokeLink,
} from "./queries/links/links.ts";
export type { MeetingFilter } from "./queries/meetings/meetings.ts";
export {
  busyRange,
  findMeeting,
  findMeetingByAppointment,
  findMeetingByZoomId,
  insertMeeting,
  isHostFree,
  keepHostUrl,
  listMeetings,
  lockFreeMeetings,
  lockHosts,
  lockMeeting,
  lockMeetingIfFree,
  type MeetingWithPeople,
  outermostMeetings,
  updateMeeting,
} from "./queries/meetings/meetings.ts";
export {
  type MeetingName,
  type MeetingReading,
  type ReadMeeting,
  readMeetings,
} from "./queries/meetings/read-meetings.ts";
export {
  findPerson,
  findPersonByEmailHash,
  findPersonByExternalId,
  insertPerson,
  renameParticipant,
  updatePerson,
} from "./queries/people/people.ts";
export { deleteOldCounters } from "./queries/rate-limits.ts";
export { countMeetings, type MeetingCounts } from "./queries/stats/stats.ts";
export {
  closeAttempt,
  createAttempts,
  hasOpenAttempt,
  insertAttempt,
  markSwept,
  meetingOfMarker,
  openCreateAttempts,
} from "./queries/sync/attempts.ts";
export {
  type Claim,
  claimMeeting,
  dueMeetings,
  makeDue,
  makeHostlessDue,
  releaseMeeting,
  writeUnderClaim,
} from "./queries/sync/leases.ts";
export {
  doom,
  doomCurrent,
  findReference,
  findReferences,
  isKnownZoomId,
  lockZoomId,
  makeCurrent,
  markGone,
  postponeDeletion,
  referencesOf,
} from "./queries/sync/references.ts";
export { meetingsToSettle, type NewVerdict, saveVerdicts } from "./queries/visits/evaluations.ts";
export { attendancesOf, saveAttendances, saveSessions, sessionsOf } from "./queries/visits/sessions.ts";
export type {
  AppointmentRow,
  AppointmentStatus,
  AppointmentType,
  AttemptKind,
  AttemptRow,
  AttendanceRow,
  Attention,
  Database,
  DeliveryRow,
  DeliveryState,
  Encrypted,
  EventSource,
  JoinLinkRow,
  LinkRole,
  MeetingChange,
  MeetingEventRow,
  MeetingRow,
  MeetingStatus,
  NewAccess,
  NewMeeting,
  NewMeetingEvent,
  Outcome,
  ParticipantKind,
  ParticipantRow,
  PersonRow,
  RecognisedBy,
  ReferenceRow,
  SessionRow,
} from "./schema.ts";
