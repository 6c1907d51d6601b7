import type { NewMeetingEvent } from "@patientcare/zoom-db";
import { newId } from "@patientcare/zoom-server/new-id.ts";

/** A word about a meeting, as the service writes it. */
export function anEvent(meetingId: string, change: Partial<NewMeetingEvent> = {}): NewMeetingEvent {
  const id = newId();
  return {
    id,
    meeting_id: meetingId,
    effect_key: `changed:${id}`,
    type: "changed",
    occurred_at: new Date(),
    source: "api",
    data: "{}",
    ...change,
  };
}
