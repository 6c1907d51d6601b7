import type { Attendance, Instance, Meeting } from "../meeting.ts";
import { emitMeetingEnded, emitPersonEvent } from "../webhooks/visit-events.ts";
import type { World } from "../world.ts";
import { peopleInRoom } from "./presence.ts";

export function leaveRoom(
  world: World,
  {
    meeting,
    instance,
    attendance,
    at,
    reason,
  }: { meeting: Meeting; instance: Instance; attendance: Attendance; at: Date; reason: string },
): void {
  attendance.leftAt = at.toISOString();
  const leaveReason = `${attendance.name} left the meeting.<br>Reason: ${reason}`;
  emitPersonEvent(world, "meeting.participant_left", {
    meeting,
    instance,
    person: attendance,
    at,
    leaveReason,
  });
}

/** Everyone leaves, then the meeting ends. Does nothing when it is not running. */
export function endMeeting(world: World, meeting: Meeting, at: Date): void {
  const instance = meeting.live;
  if (!instance) return;
  for (const attendance of peopleInRoom(meeting))
    leaveRoom(world, { meeting, instance, attendance, at, reason: "Host ended the meeting." });
  for (const person of instance.waitingRoom)
    emitPersonEvent(world, "meeting.participant_left_waiting_room", { meeting, instance, person, at });
  instance.waitingRoom = [];
  instance.endedAt = at.toISOString();
  meeting.past.push(instance);
  meeting.live = null;
  world.changed();
  emitMeetingEnded(world, meeting, instance, at);
}
