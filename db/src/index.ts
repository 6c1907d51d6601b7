export { createDatabase, type DatabaseOptions, type Db } from "./client.ts";
export { type CounterPool, openCounterPool } from "./counter-pool.ts";
export { grantService, mayRewriteAccessLog, readRole } from "./grant-service.ts";
export { type Listening, type ListenOptions, listenTo } from "./listen.ts";
export { type MeetingNote, runNoted } from "./meeting-notes.ts";
export { isMigrated, migrateToLatest } from "./migrate.ts";
export { isOwnedBy, type KnownPerson, type Owner } from "./ownership.ts";
export {
  isConflict,
  isCrossed,
  isDatabaseUnavailable,
  isExclusionViolation,
  isOfOneRow,
  isReadOnly,
} from "./postgres-errors.ts";
export {
  accessesById,
  accessesOfRestore,
  accessHeads,
  chainLinksAfter,
  cutAccessLog,
  insertAccessHead,
  insertChainLink,
  isChainDue,
  type LoggedAccess,
  lastAccessHead,
  lastChainLink,
  lockAccessChain,
  nextAccesses,
  setAccessRetention,
  unchainedAccesses,
} from "./queries/access/access-chain.ts";
export {
  insertAccess,
  lastRedirectSince,
  type NewAccess,
  openEntryAt,
  redirectAction,
} from "./queries/access/access-log.ts";
export {
  type AccessOfVisit,
  type AccessStory,
  accessStoryOf,
  type IssuedLink,
  type PresenceOfVisit,
} from "./queries/access/access-story.ts";
export {
  deleteRevokedCaller,
  insertRevokedCaller,
  readRevokedCallers,
} from "./queries/access/revoked-callers.ts";
export {
  findAppointment,
  insertAppointment,
  lockAppointment,
  type ReadAppointment,
  setAppointmentStatus,
  setAppointmentStatuses,
  updateAppointment,
} from "./queries/appointments/appointments.ts";
export {
  findArchivedLink,
  findArchivedParticipant,
  revokeArchivedLink,
} from "./queries/archive/archived-links.ts";
export {
  findArchivedMeeting,
  type MeetingLookup,
  restoreMeeting,
} from "./queries/archive/archived-meetings.ts";
export {
  type ArchivedReference,
  claimArchivedReference,
  closeArchivedAttempt,
  dueArchivedReferences,
  giveUpArchivedDeletion,
  insertArchivedAttempt,
  isArchivedZoomId,
  markArchivedDeleted,
  markDeletingInArchive,
  postponeArchivedDeletion,
} from "./queries/archive/archived-references.ts";
export { noRows, type RowCounts } from "./queries/archive/archived-tables.ts";
export {
  type ArchivePreview,
  claimFinishedMeetings,
  type Place,
  previewArchive,
} from "./queries/archive/finished-meetings.ts";
export { moveToArchive } from "./queries/archive/move-meetings.ts";
export { readClock } from "./queries/clock.ts";
export {
  type AppliedDelivery,
  claimDeliveries,
  claimWaitingDeliveries,
  deliveriesAbout,
  type MarkedDelivery,
  markDeliveries,
  recordFailedTry,
  requeueUnmatched,
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
  countRunningVisits,
  type HealthNote,
  type HealthTime,
  lastDeliveryAt,
  noteWebhookHealth,
  readWebhookHealth,
  takeRateToken,
} from "./queries/deliveries/webhook-health.ts";
export {
  eventsOf,
  insertEvents,
  type ReadEvent,
  type RecordedEvent,
  recordedEvents,
} from "./queries/events/events.ts";
export {
  compareFeedPositions,
  type FeedEvent,
  type FeedPage,
  type FeedPosition,
  feedPageSize,
  readFeed,
  readFeedEdge,
} from "./queries/events/feed.ts";
export { currentFeedEpoch, storedFeedEpoch } from "./queries/events/feed-epoch.ts";
export {
  acquireKey,
  deleteExpiredKeys,
  deleteKey,
  type HeldKey,
  type KnownKey,
  selectKey,
  storeResult,
} from "./queries/idempotency/idempotency-keys.ts";
export {
  currentParticipant,
  deferredPatient,
  findLink,
  insertLink,
  insertParticipant,
  type LinkWithRole,
  liveLink,
  lockLink,
  participantWithLink,
  promoteParticipant,
  removeParticipant,
  revokeLinkRow,
} from "./queries/links/links.ts";
export {
  countLiveCompanions,
  findParticipant,
  type ParticipantLookup,
  updateParticipant,
} from "./queries/links/participants.ts";
export { type AttentionChange, changeAttentions } from "./queries/meetings/attentions.ts";
export { busyRanges, isHostFree, lockHosts } from "./queries/meetings/hosts.ts";
export type { MeetingFilter } from "./queries/meetings/meetings.ts";
export {
  findMeeting,
  findMeetingByAppointment,
  findMeetingRow,
  insertMeetingRow,
  isReconciled,
  lockFreeMeetings,
  lockMeeting,
  lockMeetingIfFree,
  lockMeetingRow,
  type MeetingWithPeople,
  outermostMeetings,
  selectMeetings,
  storeHostUrl,
  updateMeetingRow,
} from "./queries/meetings/meetings.ts";
export {
  type MeetingName,
  type MeetingReading,
  type ReadingAccess,
  type ReadMeeting,
  readMeetings,
} from "./queries/meetings/read-meetings.ts";
export {
  findEmailProof,
  findPerson,
  findPersonByEmailHash,
  findPersonByExternalId,
  insertPerson,
  type KnownPersonRow,
  updatePerson,
} from "./queries/people/people.ts";
export {
  findPatientKey,
  findPatientKeyOfMeeting,
  findPersonKey,
  unsealable,
  unsealableOrNull,
} from "./queries/people/person-keys.ts";
export {
  bodiesUnderOtherKeys,
  deliveryTables,
  forgetBodies,
  type StoredBody,
  unsealedBodies,
} from "./queries/privacy/delivery-bodies.ts";
export {
  countByKey,
  deploymentKeyColumns,
  forgetEncryptionKeys,
  type KeyColumn,
  replaceValues,
  valuesUnderOtherKeys,
} from "./queries/privacy/deployment-key-columns.ts";
export {
  type AgedMeeting,
  agedMeetings,
  forgetNames,
  forgetOldBodies,
  forgetSaid,
  peopleWithNothingNewer,
} from "./queries/privacy/forget-old-data.ts";
export { destroyKey, forgetPerson, returnedPersons } from "./queries/privacy/forget-person.ts";
export { placeHold, releaseHold, standingHold } from "./queries/privacy/legal-holds.ts";
export {
  appointmentsNamed,
  appointmentsOfPerson,
  erasedAt,
  findPatient,
  lockPatient,
  type MeetingOfPerson,
  meetingsOfPerson,
  type Patient,
  rewriteTopics,
  saidOf,
  unfinishedVisits,
} from "./queries/privacy/patients.ts";
export {
  forgetIndexKeys,
  type HashedPerson,
  hashedPersons,
  moveEmailHash,
  replaceHashes,
} from "./queries/privacy/person-hashes.ts";
export { type RowsOf, rowsOfPatient } from "./queries/privacy/rows-of-patient.ts";
export { deleteOldCounters } from "./queries/rate-limits.ts";
export { countWrongCells, monthsWithStatistics, recountMonth } from "./queries/stats/check-statistics.ts";
export { foldStatistics, tryLockStatistics } from "./queries/stats/fold-statistics.ts";
export {
  type PartCounts,
  readStatistics,
  type StatisticsPart,
  type TimeRange,
} from "./queries/stats/read-statistics.ts";
export {
  type Histogram,
  type MeetingCounts,
  noMeetings,
  secondsOfBucket,
} from "./queries/stats/statistics-keys.ts";
export {
  hostsEverUsed,
  isNewHostAfterRestore,
  type KnownMeeting,
  knownMeetings,
  makeWantedDue,
  readRestoredFrom,
} from "./queries/sync/after-restore.ts";
export {
  closeAttempt,
  countedCalls,
  countedDeletions,
  createAttempts,
  endedSince,
  hasForeignMarkers,
  hasOpenAttempt,
  insertAttempt,
  markSwept,
  meetingOfMarker,
  openCreateAttempts,
} from "./queries/sync/attempts.ts";
export {
  acquireLease,
  dueMeetings,
  dueWithdrawals,
  type Lease,
  makeDue,
  makeHostlessDue,
  releaseLease,
  writeUnderLease,
} from "./queries/sync/leases.ts";
export {
  changeWhenRunning,
  deleteAgain,
  findReference,
  findReferences,
  giveUpDeletion,
  isKnownZoomId,
  lockZoomId,
  makeCurrent,
  markCurrentDeleting,
  markDeleted,
  markDeleting,
  postponeDeletion,
  referencesOf,
  restoreReference,
  resumeDeletion,
} from "./queries/sync/references.ts";
export { type GaugeReading, readGauges } from "./queries/upkeep/gauges.ts";
export { readKeyChecks, storeNewKeyChecks } from "./queries/upkeep/key-checks.ts";
export {
  acquireTask,
  extendTask,
  isTaskDue,
  releaseTask,
  type TaskLease,
} from "./queries/upkeep/scheduled-tasks.ts";
export { nextHosts, readServerFacts, type ServerFacts } from "./queries/upkeep/server-facts.ts";
export {
  meetingsToEvaluate,
  type NewEvaluation,
  saveEvaluations,
  stopEvaluating,
} from "./queries/visits/evaluations.ts";
export { type LinkUse, linkUseOf } from "./queries/visits/link-use.ts";
export { attendancesOf, type StoredStay, saveAttendances, saveWaits } from "./queries/visits/presences.ts";
export { readVisit, type StoredVisit } from "./queries/visits/read-visit.ts";
export { newestSessionOf, saveSessions, sessionsOf } from "./queries/visits/sessions.ts";
export {
  archivedVisitParticipants,
  doctorsAmong,
  type VisitParticipant,
  visitParticipants,
} from "./queries/visits/visit-people.ts";
export { isZoomSilent } from "./queries/visits/zoom-silence.ts";
export { requireWritable } from "./queries/writable.ts";
export { requireSessions } from "./require-sessions.ts";
export type {
  AccessChainRow,
  AccessHeadRow,
  AccessRow,
  AppointmentRow,
  AttemptRow,
  AttendanceRow,
  Database,
  DeliveryRow,
  Encrypted,
  JoinLinkRow,
  MeetingChange,
  MeetingEventRow,
  MeetingRow,
  NewKeyCheck,
  NewMeeting,
  NewMeetingEvent,
  ParticipantRow,
  PersonKey,
  PersonRow,
  Readable,
  ReadDelivery,
  ReadParticipant,
  ReferenceRow,
  Sealed,
  SessionRow,
} from "./schema.ts";
export { UnusableDatabase } from "./unusable-database.ts";
