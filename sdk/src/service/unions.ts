// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

/** Why the service refused a call. */
export type Reason =
  | "VALIDATION_ERROR"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "LINK_NOT_OPEN"
  | "MEETING_NOT_FOUND"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "SLOT_TAKEN"
  | "ILLEGAL_TRANSITION"
  | "IDEMPOTENCY_CONFLICT"
  | "LINK_EXPIRED"
  | "LINK_REVOKED"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "RATE_LIMITED"
  | "INTERNAL_ERROR"
  | "ZOOM_API_ERROR"
  | "ZOOM_UNAVAILABLE"
  | "SERVICE_UNAVAILABLE";

/** How far a meeting has come. */
export type MeetingStatus =
  | "pending"
  | "scheduled"
  | "started"
  | "ended"
  | "cancelled"
  | "failed"
  | "missed";

/** The status of an appointment at the platform. */
export type AppointmentStatus =
  | "PENDING"
  | "CONFIRMED"
  | "CANCELLED"
  | "COMPLETED"
  | "NO_SHOW";

/** The place of an appointment. */
export type AppointmentType =
  | "ONLINE"
  | "IN_PERSON";

/** How a visit went. */
export type Outcome =
  | "held"
  | "patient_absent"
  | "doctor_absent"
  | "both_absent"
  | "technical"
  | "unknown";

/** The origin of an outcome. */
export type OutcomeOrigin =
  | "evidence"
  | "person";

/** A trouble of a meeting that a person at the clinic should look at. */
export type Attention =
  | "zoom-credentials"
  | "zoom-scopes"
  | "no-host"
  | "host-quota"
  | "zoom-refused"
  | "settings-overridden"
  | "drift"
  | "source-conflict"
  | "changed-while-live"
  | "cancelled-while-live"
  | "foreign-marker"
  | "no-contact";

/** Why a person states the outcome of a visit. */
export type StatementReason =
  | "called-by-phone"
  | "other-device"
  | "wrong-person"
  | "technical"
  | "other";

/** Whose link: the doctor's (`host`) or the patient's (`participant`). */
export type LinkRole =
  | "host"
  | "participant";

/** The part of somebody who accompanies a visit. */
export type CompanionKind =
  | "interpreter"
  | "captioner"
  | "caregiver"
  | "trainee";

/** The part that a person plays in a visit. */
export type ParticipantKind =
  | "doctor"
  | "patient"
  | "interpreter"
  | "captioner"
  | "caregiver"
  | "trainee";

/** How far a person has come on the way into a visit. */
export type PersonState =
  | "not-sent"
  | "sent"
  | "redirected"
  | "waiting"
  | "in-room"
  | "left"
  | "unknown";

/** The place in which a person waits to be let in. */
export type WaitingPlace =
  | "waiting-room"
  | "before-host";

/** How a person was recognised in a visit. */
export type Evidence =
  | "host-id"
  | "email"
  | "same-name"
  | "redirect"
  | "bind"
  | "redirect-several"
  | "redirect-same-device"
  | "only-other";

/** The kind of a fact that follows from a visit. */
export type SignalType =
  | "late"
  | "waiting-too-long"
  | "no-show"
  | "visit-proof"
  | "waited";

/** Where an event came from. */
export type EventSource =
  | "api"
  | "platform"
  | "zoom"
  | "sync"
  | "clock";

/** The kind of an event of a meeting. */
export type EventType =
  | "created"
  | "revived"
  | "retried"
  | "changed"
  | "change-refused"
  | "scheduled"
  | "failed"
  | "cancelled"
  | "cancel-when-over"
  | "started"
  | "ended"
  | "zoom-checked"
  | "abandoned"
  | "outcome-confirmed"
  | "session-started"
  | "session-ended"
  | "joined"
  | "left"
  | "waiting"
  | "waiting-ended"
  | "late"
  | "waiting-too-long"
  | "no-show"
  | "visit-proof"
  | "waited"
  | "corrected";
