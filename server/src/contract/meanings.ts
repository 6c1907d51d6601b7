import type {
  AppointmentStatus,
  EventSource,
  EventType,
  Evidence,
  MeetingStatus,
  PersonState,
} from "@patientcare/zoom-db/unions";
import type { Role } from "../domain/actor.ts";
import type { Reason } from "../domain/errors.ts";

/** The holders of each role. */
export const roleMeanings = {
  doctor: "A doctor, about the visits that they host. The token needs `email`.",
  patient: "A patient, about their own visits. The token needs `email`.",
  staff: "People at the clinic who book visits and look after them.",
  auditor: "People who check what was done: they read, get no links, and change nothing.",
  admin: "People who run the service for the clinic.",
  service: "Another program, such as the platform's appointment service.",
} as const satisfies Record<Role, string>;

/** The meaning of each status of a meeting. */
export const statusMeanings = {
  pending: "It is booked, and Zoom has no meeting yet: it is made as soon as Zoom answers.",
  scheduled: "Zoom has the meeting, and nobody has begun it.",
  started: "The room is open inside the window, or somebody declared the start.",
  ended: "It is over: somebody was in the room, or somebody declared the end.",
  cancelled: "It was cancelled, here or by the platform. It is deleted at Zoom, and its links are closed.",
  failed: "Zoom refused to make it: see `attentions`. `meetings.retry` tries again.",
  missed: "Its window is over, and no visit took place.",
} as const satisfies Record<MeetingStatus, string>;

/** The consequence of each status of an appointment for its meeting. */
export const appointmentStatusMeanings = {
  PENDING: "Not confirmed yet, or no more: no meeting; one that there was is cancelled.",
  CONFIRMED: "An ONLINE appointment has a meeting; that of an IN_PERSON one is cancelled.",
  CANCELLED: "The meeting is cancelled.",
  COMPLETED: "It is over. This is recorded, and the meeting stays as it is.",
  NO_SHOW: "It is over, and the patient did not come. This is recorded, and the meeting stays as it is.",
} as const satisfies Record<AppointmentStatus, string>;

/** The meaning of each evidence by which a person was recognised, strongest first. */
export const evidenceMeanings = {
  "host-id": "Zoom's id of the host.",
  email: "Their e-mail address.",
  "same-name": "The doctor's name, on a second device.",
  redirect: "They came after a click on their own link, and nobody else can be meant.",
  bind: "Zoom joined this stay to one that was recognised.",
  "redirect-several": "Several people came after clicks on the links; one of them is meant.",
  "redirect-same-device": "Their link was clicked on another participant's device.",
  "only-other": "They were the only other person in the room.",
} as const satisfies Record<Evidence, string>;

/** The meaning of each state of a person on the way into a visit. */
export const personStateMeanings = {
  "not-sent": "The link was handed to nobody.",
  sent: "The person, or somebody who passes it on, was given the link.",
  redirected: "Went on to Zoom, which has not said where they are.",
  waiting: "Waits outside the room.",
  "in-room": "Is in the room.",
  left: "Was there, and is no more.",
  unknown: "May be anywhere: Zoom reports nothing though it should, or no end of a stay or a wait ever came.",
} as const satisfies Record<PersonState, string>;

/** The meaning of each source of an event. */
export const sourceMeanings = {
  api: "A call over the API or REST.",
  platform: "A message of the platform (`lifecycle.appointmentChanged`).",
  zoom: "A delivery of Zoom's, or an answer of Zoom's when it was asked.",
  sync: "The reconciliation with Zoom.",
  clock: "The passing of time.",
} as const satisfies Record<EventSource, string>;

/** The meaning of each type of event. */
export const eventMeanings = {
  created: "A meeting is wanted at Zoom for the first time.",
  revived: "A meeting is wanted again after it was cancelled or missed.",
  retried: "A meeting is wanted again after it had failed.",
  changed: "The time, the topic or the people changed.",
  "change-refused": "Zoom refused a change: the meeting there stays as it was.",
  scheduled: "Zoom has the meeting.",
  failed: "Zoom refused the meeting for good.",
  cancelled: "The meeting was cancelled.",
  "cancel-when-over": "It is to be cancelled when nobody is inside any more.",
  started: "Somebody declared the start.",
  ended: "Somebody declared the end.",
  "zoom-checked": "The window is over, and Zoom was asked who was there.",
  abandoned: "The window closed before Zoom had a meeting.",
  "outcome-confirmed": "A person stated how the visit went.",
  "session-started": "The room was opened.",
  "session-ended": "The room was closed.",
  joined: "Somebody came into the room.",
  left: "Somebody left the room.",
  waiting: "Somebody began to wait outside the room.",
  "waiting-ended": "Somebody no longer waits outside the room.",
  late: "Somebody was not there five minutes after the start.",
  "waiting-too-long": "The patient was there for ten minutes of the visit, and no doctor was.",
  "no-show": "Somebody was absent, by the outcome.",
  "visit-proof": "How long doctor and patient were together.",
  waited: "How long somebody waited outside the room.",
  corrected: "A signal has changed, or no longer holds.",
} as const satisfies Record<EventType, string>;

/** The remedy for each refusal. */
export const reasonRemedies = {
  VALIDATION_ERROR: "Correct the input: `issues` names each field that does not fit, and its rule.",
  UNAUTHENTICATED: "Send `Authorization: Bearer <JWT>` with a token that is valid; fetch a new one.",
  FORBIDDEN: "The role may not do this: see the table of roles. Do not repeat the call.",
  LINK_NOT_OPEN: "The window of the visit has not begun: come back at `opensAt`.",
  MEETING_NOT_FOUND: "There is no such meeting, or it is not the caller's. Check the id and the token.",
  NOT_FOUND: "There is nothing at this address, or no such person or link. Check the path and the ids.",
  METHOD_NOT_ALLOWED: "Use the method that the header `Allow` or `/docs` names.",
  SLOT_TAKEN: "The doctor has a visit then: choose another time.",
  ILLEGAL_TRANSITION: "The meeting's status does not allow this: read it, and see the table of statuses.",
  IDEMPOTENCY_CONFLICT:
    "With `Retry-After`: the first call still runs, ask again. Without: the key was used with another input, take a new one.",
  LINK_EXPIRED: "The visit is over, or was cancelled: there is no link any more.",
  LINK_REVOKED: "The link was closed for good: `links.get` issues a new one.",
  PAYLOAD_TOO_LARGE: "Send a smaller body, or fewer calls in one batch.",
  UNSUPPORTED_MEDIA_TYPE: "Send `Content-Type: application/json`.",
  RATE_LIMITED: "Wait for `Retry-After`, then ask again.",
  INTERNAL_ERROR: "A fault of ours: give `requestId` to support.",
  ZOOM_API_ERROR: "Zoom refused: `zoomError` says why. Put it right, then call `meetings.retry`.",
  ZOOM_UNAVAILABLE: "Zoom does not answer: ask again after `Retry-After`.",
  SERVICE_UNAVAILABLE: "The service cannot work now: ask again after `Retry-After`, with a key for a change.",
} as const satisfies Record<Reason, string>;
