// Each closed union once: the wire's enums and the types of rows are made from these lists, and a test holds the
// database's checks against them.

export const appointmentStatuses = ["PENDING", "CONFIRMED", "CANCELLED", "COMPLETED", "NO_SHOW"] as const;
export type AppointmentStatus = (typeof appointmentStatuses)[number];

export const appointmentTypes = ["ONLINE", "IN_PERSON"] as const;
export type AppointmentType = (typeof appointmentTypes)[number];

export const meetingStatuses = [
  "pending",
  "scheduled",
  "started",
  "ended",
  "cancelled",
  "failed",
  "missed",
] as const;
export type MeetingStatus = (typeof meetingStatuses)[number];

export const outcomes = [
  "held",
  "patient_absent",
  "doctor_absent",
  "both_absent",
  "technical",
  "unknown",
] as const;
export type Outcome = (typeof outcomes)[number];

export const attentions = [
  "zoom-credentials",
  "zoom-scopes",
  "no-host",
  "host-quota",
  "zoom-refused",
  "settings-overridden",
  "drift",
  "source-conflict",
  "changed-while-live",
  "cancelled-while-live",
  "foreign-marker",
  "no-contact",
] as const;
export type Attention = (typeof attentions)[number];

/** Those whom somebody brings along. */
export const companionKinds = ["interpreter", "captioner", "caregiver", "trainee"] as const;
export type CompanionKind = (typeof companionKinds)[number];

export const participantKinds = ["doctor", "patient", ...companionKinds] as const;
export type ParticipantKind = (typeof participantKinds)[number];

export const linkRoles = ["host", "participant"] as const;
export type LinkRole = (typeof linkRoles)[number];

/** The evidence by which a stay belongs to a person, strongest first: a `bind` only joins a stay to one known otherwise. */
export const evidences = [
  "host-id",
  "email",
  "same-name",
  "redirect",
  "bind",
  "redirect-several",
  "redirect-same-device",
  "only-other",
] as const;
export type Evidence = (typeof evidences)[number];

/** The parts that people play in a visit, as far as the evidence says. `undecided`: the patient or a companion. */
export const seenAs = [...participantKinds, "note-taker", "staff", "undecided", "someone"] as const;
export type SeenAs = (typeof seenAs)[number];

/** In Zoom's waiting room, or at the door because the host has not opened the meeting. */
export const waitingPlaces = ["waiting-room", "before-host"] as const;
export type WaitingPlace = (typeof waitingPlaces)[number];

/** How far somebody has come on their way into the visit. */
export const personStates = [
  "not-sent",
  "sent",
  "redirected",
  "waiting",
  "in-room",
  "left",
  "unknown",
] as const;
export type PersonState = (typeof personStates)[number];

/** The origin of an outcome. */
export const outcomeOrigins = ["evidence", "person"] as const;
export type OutcomeOrigin = (typeof outcomeOrigins)[number];

/** The ground on which somebody states the outcome of a visit. */
export const statementReasons = [
  "called-by-phone",
  "other-device",
  "wrong-person",
  "technical",
  "other",
] as const;
export type StatementReason = (typeof statementReasons)[number];

export const attemptKinds = ["create", "update", "delete", "end"] as const;
export type AttemptKind = (typeof attemptKinds)[number];

/** `unknown`: nobody knows whether Zoom carried the call out. */
export const attemptOutcomes = ["done", "rejected", "unknown"] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

export const referenceStates = ["current", "deleting", "deleted"] as const;
export type ReferenceState = (typeof referenceStates)[number];

/** The way to delete a meeting that runs: end it, make it current again, or wait until it is over. */
export const whenRunning = ["end", "restore", "wait"] as const;
export type WhenRunning = (typeof whenRunning)[number];

export const deliveryStates = ["received", "unmatched", "applied", "stored", "parked"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const accessDecisions = ["allowed", "refused"] as const;
export type AccessDecision = (typeof accessDecisions)[number];

export const eventSources = ["api", "platform", "zoom", "sync", "clock"] as const;
export type EventSource = (typeof eventSources)[number];

/** Events that somebody declared, or that the service did. */
export const declaredEventTypes = [
  "created",
  "revived",
  "retried",
  "changed",
  "change-refused",
  "scheduled",
  "failed",
  "cancelled",
  "cancel-when-over",
  "started",
  "ended",
  "zoom-checked",
  "abandoned",
  "outcome-confirmed",
] as const;
export type DeclaredEventType = (typeof declaredEventTypes)[number];

/** Events that Zoom delivered: sessions, stays and waits. */
export const deliveredEventTypes = [
  "session-started",
  "session-ended",
  "joined",
  "left",
  "waiting",
  "waiting-ended",
] as const;
export type DeliveredEventType = (typeof deliveredEventTypes)[number];

/** Facts derived from a visit. */
export const signalTypes = ["late", "waiting-too-long", "no-show", "visit-proof", "waited"] as const;
export type SignalType = (typeof signalTypes)[number];

/** `corrected`: a signal that was emitted has changed, or no longer holds. */
export const eventTypes = [
  ...declaredEventTypes,
  ...deliveredEventTypes,
  ...signalTypes,
  "corrected",
] as const;
export type EventType = (typeof eventTypes)[number];

/** Work that one process does for all: by the calendar, or once after an event. */
export const scheduledTasks = ["archive-meetings", "check-after-restore", "forget-old-data"] as const;
export type ScheduledTask = (typeof scheduledTasks)[number];

/** The sizes of the buckets in which statistics are kept, from the finest on: the database stores a level's place in this list. */
export const statisticsLevels = ["quarter", "hour", "six-hours", "day", "month"] as const;
export type StatisticsLevel = (typeof statisticsLevels)[number];

/** The purpose of a key of the service: values at rest, or the index of e-mails. */
export const keyPurposes = ["encryption", "index"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** How a caller whose permission was taken back is named: a person or program, or one token. */
export const revocationKinds = ["sub", "jti"] as const;
export type RevocationKind = (typeof revocationKinds)[number];
