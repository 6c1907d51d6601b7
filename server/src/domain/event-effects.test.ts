import { expect, test } from "vitest";
import { effectOf, eventEffects, isKnownEvent } from "./event-effects.ts";

/** Zoom's meeting and recording events, as its documentation names them. */
const documented = `
  meeting.alert
  meeting.breakout_room_sharing_ended
  meeting.breakout_room_sharing_started
  meeting.chat_message_file_downloaded
  meeting.chat_message_file_sent
  meeting.chat_message_sent
  meeting.converted_to_webinar
  meeting.created
  meeting.deleted
  meeting.device_tested
  meeting.ended
  meeting.invitation_accepted
  meeting.invitation_dispatched
  meeting.invitation_rejected
  meeting.invitation_timeout
  meeting.live_streaming_started
  meeting.live_streaming_stopped
  meeting.participant_admitted
  meeting.participant_bind
  meeting.participant_feedback
  meeting.participant_jbh_joined
  meeting.participant_jbh_waiting
  meeting.participant_jbh_waiting_left
  meeting.participant_joined
  meeting.participant_joined_breakout_room
  meeting.participant_joined_waiting_room
  meeting.participant_left
  meeting.participant_left_breakout_room
  meeting.participant_left_waiting_room
  meeting.participant_phone_callout_accepted
  meeting.participant_phone_callout_missed
  meeting.participant_phone_callout_rejected
  meeting.participant_phone_callout_ringing
  meeting.participant_put_in_waiting_room
  meeting.participant_role_changed
  meeting.participant_room_system_callout_accepted
  meeting.participant_room_system_callout_failed
  meeting.participant_room_system_callout_missed
  meeting.participant_room_system_callout_rejected
  meeting.participant_room_system_callout_ringing
  meeting.permanently_deleted
  meeting.recovered
  meeting.registration_approved
  meeting.registration_cancelled
  meeting.registration_created
  meeting.registration_denied
  meeting.risk_alert
  meeting.sharing_ended
  meeting.sharing_started
  meeting.started
  meeting.summary_completed
  meeting.summary_deleted
  meeting.summary_recovered
  meeting.summary_shared
  meeting.summary_trashed
  meeting.summary_updated
  meeting.updated
  recording.archive_files_completed
  recording.batch_deleted
  recording.batch_recovered
  recording.batch_trashed
  recording.cloud_storage_usage_updated
  recording.completed
  recording.deleted
  recording.paused
  recording.recovered
  recording.registration_approved
  recording.registration_created
  recording.registration_denied
  recording.renamed
  recording.resumed
  recording.started
  recording.stopped
  recording.transcript_completed
  recording.trashed
`
  .trim()
  .split(/\s+/);

test("every meeting and recording event of Zoom's has a decided effect, and no other is named", () => {
  expect(Object.keys(eventEffects).sort()).toEqual(documented.toSorted());
});

test("what tells how a visit went changes the visit, what tells of a meeting's settings causes a look at Zoom", () => {
  const those = (effect: string) => documented.filter((event) => effectOf(event) === effect);
  expect(those("visit")).toEqual([
    "meeting.ended",
    "meeting.participant_admitted",
    "meeting.participant_bind",
    "meeting.participant_jbh_joined",
    "meeting.participant_jbh_waiting",
    "meeting.participant_jbh_waiting_left",
    "meeting.participant_joined",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_left",
    "meeting.participant_left_waiting_room",
    "meeting.participant_put_in_waiting_room",
    "meeting.started",
  ]);
  expect(those("reconcile")).toEqual([
    "meeting.converted_to_webinar",
    "meeting.created",
    "meeting.deleted",
    "meeting.permanently_deleted",
    "meeting.recovered",
    "meeting.updated",
  ]);
});

test.each(["phone.something_new", "meeting.something_new", "constructor", "__proto__", "toString", ""])(
  "%j is not known, and stored",
  (event) => {
    expect(isKnownEvent(event)).toBe(false);
    expect(effectOf(event)).toBe("stored");
  },
);
