import type { Attendance, Instance, Meeting, Person, SandboxContext } from "../state.ts";
import { emitPersonEvent } from "../webhooks/events.ts";

type Wait = { meeting: Meeting; instance: Instance; person: Person; at: Date };

type WaitingRoomEntry = "meeting.participant_joined_waiting_room" | "meeting.participant_put_in_waiting_room";

export function enterWaitingRoom(
  context: SandboxContext,
  { meeting, instance, person, at }: Wait,
  event: WaitingRoomEntry = "meeting.participant_joined_waiting_room",
): Attendance {
  const wait: Attendance = { ...person, joinedAt: at.toISOString(), leftAt: null };
  instance.waitingRoom.push(wait);
  context.scheduleSave();
  emitPersonEvent(context, event, { meeting, instance, person: wait, at });
  return wait;
}

export function leaveWaitingRoom(
  context: SandboxContext,
  { meeting, instance, person: wait, at }: Wait & { person: Attendance },
  event: "meeting.participant_left_waiting_room" | "meeting.participant_admitted",
): void {
  wait.leftAt = at.toISOString();
  context.scheduleSave();
  const person = event === "meeting.participant_left_waiting_room" ? { ...wait, ...wait.leavesAs } : wait;
  emitPersonEvent(context, event, { meeting, instance, person, at });
}
