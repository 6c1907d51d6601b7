import { isoSeconds } from "../iso-seconds.ts";
import type { Instance, Meeting, Person } from "../meeting.ts";
import type { World } from "../world.ts";

type Moment = "join_time" | "leave_time" | "date_time";

const momentOf = {
  "meeting.participant_joined": "join_time",
  "meeting.participant_left": "leave_time",
  "meeting.participant_joined_waiting_room": "date_time",
  "meeting.participant_admitted": "date_time",
  "meeting.participant_left_waiting_room": "date_time",
} as const satisfies Record<string, Moment>;

type PersonEvent = keyof typeof momentOf;

type JoinBeforeHostEvent =
  | "meeting.participant_jbh_waiting"
  | "meeting.participant_jbh_joined"
  | "meeting.participant_jbh_waiting_left";

function visitObject(meeting: Meeting, instance: Instance | null): Record<string, unknown> {
  const startTime = instance?.startedAt ?? meeting.startTime;
  return {
    duration: meeting.duration,
    ...(startTime === null ? {} : { start_time: isoSeconds(startTime) }),
    timezone: meeting.timezone,
    topic: meeting.topic,
    id: meeting.id,
    type: meeting.type,
    uuid: instance?.uuid ?? meeting.uuid,
    host_id: meeting.hostId,
  };
}

function emit(world: World, event: string, object: Record<string, unknown>, at: Date): void {
  world.webhooks.emit({
    event,
    eventTs: at.getTime(),
    payload: { account_id: world.account.accountId, object },
  });
}

export function emitMeetingStarted(world: World, meeting: Meeting, instance: Instance, at: Date): void {
  emit(world, "meeting.started", visitObject(meeting, instance), at);
}

export function emitMeetingEnded(world: World, meeting: Meeting, instance: Instance, at: Date): void {
  const object = { ...visitObject(meeting, instance), end_time: isoSeconds(at) };
  emit(world, "meeting.ended", object, at);
}

export function emitPersonEvent(
  world: World,
  event: PersonEvent,
  {
    meeting,
    instance,
    person,
    at,
    leaveReason,
  }: { meeting: Meeting; instance: Instance; person: Person; at: Date; leaveReason?: string },
): void {
  const participant = {
    user_id: person.userId,
    user_name: person.name,
    id: person.zoomUserId,
    participant_user_id: person.zoomUserId,
    participant_uuid: person.participantUuid,
    [momentOf[event]]: isoSeconds(at),
    ...(leaveReason === undefined ? {} : { leave_reason: leaveReason }),
    email: person.email,
  };
  emit(world, event, { ...visitObject(meeting, instance), participant }, at);
}

export function emitJoinBeforeHostEvent(
  world: World,
  event: JoinBeforeHostEvent,
  { meeting, person, at }: { meeting: Meeting; person: Person; at: Date },
): void {
  const object = visitObject(meeting, meeting.live);
  // Zoom sends a number in this one event of the family.
  const id = event === "meeting.participant_jbh_waiting_left" ? Number(meeting.id) : meeting.id;
  const participant = { id: person.zoomUserId, user_name: person.name };
  emit(world, event, { ...object, id, participant }, at);
}
