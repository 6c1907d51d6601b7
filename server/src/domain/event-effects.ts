/**
 * The effect of a delivery about a meeting of ours. `visit`: the visit is computed again from all
 * its deliveries. `reconcile`: the meeting is read back at Zoom and compared. `stored`: nothing follows.
 */
type EventEffect = "visit" | "reconcile" | "stored";

type ZoomEventName = `meeting.${string}` | `recording.${string}`;

/** Every meeting and recording event that Zoom documents. One that is not here is stored. */
export const eventEffects = {
  "meeting.alert": "stored",
  "meeting.breakout_room_sharing_ended": "stored",
  "meeting.breakout_room_sharing_started": "stored",
  "meeting.chat_message_file_downloaded": "stored",
  "meeting.chat_message_file_sent": "stored",
  "meeting.chat_message_sent": "stored",
  "meeting.converted_to_webinar": "reconcile",
  "meeting.created": "reconcile",
  "meeting.deleted": "reconcile",
  "meeting.device_tested": "stored",
  "meeting.ended": "visit",
  "meeting.invitation_accepted": "stored",
  "meeting.invitation_dispatched": "stored",
  "meeting.invitation_rejected": "stored",
  "meeting.invitation_timeout": "stored",
  "meeting.live_streaming_started": "stored",
  "meeting.live_streaming_stopped": "stored",
  "meeting.participant_admitted": "visit",
  "meeting.participant_bind": "visit",
  "meeting.participant_feedback": "stored",
  "meeting.participant_jbh_joined": "visit",
  "meeting.participant_jbh_waiting": "visit",
  "meeting.participant_jbh_waiting_left": "visit",
  "meeting.participant_joined": "visit",
  "meeting.participant_joined_breakout_room": "stored",
  "meeting.participant_joined_waiting_room": "visit",
  "meeting.participant_left": "visit",
  "meeting.participant_left_breakout_room": "stored",
  "meeting.participant_left_waiting_room": "visit",
  "meeting.participant_phone_callout_accepted": "stored",
  "meeting.participant_phone_callout_missed": "stored",
  "meeting.participant_phone_callout_rejected": "stored",
  "meeting.participant_phone_callout_ringing": "stored",
  "meeting.participant_put_in_waiting_room": "visit",
  "meeting.participant_role_changed": "stored",
  "meeting.participant_room_system_callout_accepted": "stored",
  "meeting.participant_room_system_callout_failed": "stored",
  "meeting.participant_room_system_callout_missed": "stored",
  "meeting.participant_room_system_callout_rejected": "stored",
  "meeting.participant_room_system_callout_ringing": "stored",
  "meeting.permanently_deleted": "reconcile",
  "meeting.recovered": "reconcile",
  "meeting.registration_approved": "stored",
  "meeting.registration_cancelled": "stored",
  "meeting.registration_created": "stored",
  "meeting.registration_denied": "stored",
  "meeting.risk_alert": "stored",
  "meeting.sharing_ended": "stored",
  "meeting.sharing_started": "stored",
  "meeting.started": "visit",
  "meeting.summary_completed": "stored",
  "meeting.summary_deleted": "stored",
  "meeting.summary_recovered": "stored",
  "meeting.summary_shared": "stored",
  "meeting.summary_trashed": "stored",
  "meeting.summary_updated": "stored",
  "meeting.updated": "reconcile",
  "recording.archive_files_completed": "stored",
  "recording.batch_deleted": "stored",
  "recording.batch_recovered": "stored",
  "recording.batch_trashed": "stored",
  "recording.cloud_storage_usage_updated": "stored",
  "recording.completed": "stored",
  "recording.deleted": "stored",
  "recording.paused": "stored",
  "recording.recovered": "stored",
  "recording.registration_approved": "stored",
  "recording.registration_created": "stored",
  "recording.registration_denied": "stored",
  "recording.renamed": "stored",
  "recording.resumed": "stored",
  "recording.started": "stored",
  "recording.stopped": "stored",
  "recording.transcript_completed": "stored",
  "recording.trashed": "stored",
} as const satisfies Record<ZoomEventName, EventEffect>;

export type KnownEvent = keyof typeof eventEffects;

/** The events that tell how a visit went. */
export type VisitEvent = {
  [Event in KnownEvent]: (typeof eventEffects)[Event] extends "visit" ? Event : never;
}[KnownEvent];

const provingLife = new Set<string>([
  "meeting.participant_admitted",
  "meeting.participant_jbh_joined",
  "meeting.participant_jbh_waiting",
  "meeting.participant_joined",
  "meeting.participant_joined_waiting_room",
  "meeting.recovered",
  "meeting.started",
] satisfies KnownEvent[]);

/** True of events that only a meeting which exists at Zoom causes; those of its end may come late. */
export const provesLife = (event: string): boolean => provingLife.has(event);

// Names come from outside: "constructor" is no event.
export const isKnownEvent = (event: string): event is KnownEvent => Object.hasOwn(eventEffects, event);

export const effectOf = (event: string): EventEffect =>
  isKnownEvent(event) ? eventEffects[event] : "stored";
