import type { Instance, Meeting, Person, World } from "../state.ts";
import { isoSeconds } from "../zoom-formats.ts";

/** The meeting as lifecycle events show it: `id` is a number here, unlike in in-meeting events. */
function lifecycleObject(meeting: Meeting): Record<string, unknown> {
  return {
    uuid: meeting.uuid,
    id: Number(meeting.id),
    host_id: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    ...(meeting.startTime === null ? {} : { start_time: isoSeconds(meeting.startTime) }),
    duration: meeting.duration,
    timezone: meeting.timezone,
  };
}

function operatorOf(world: World, meeting: Meeting): Record<string, unknown> {
  return {
    account_id: world.account.accountId,
    operator: meeting.hostEmail,
    operator_id: meeting.hostId,
  };
}

export function emitMeetingCreated(world: World, meeting: Meeting, details: Record<string, unknown>): void {
  world.webhooks.emit({
    event: "meeting.created",
    eventTs: world.now().getTime(),
    payload: {
      ...operatorOf(world, meeting),
      operation: "single",
      object: { ...lifecycleObject(meeting), ...details },
    },
  });
}

export function emitMeetingUpdated(
  world: World,
  meeting: Meeting,
  { changed, before }: { changed: Record<string, unknown>; before: Record<string, unknown> },
): void {
  const eventTs = world.now().getTime();
  const id = Number(meeting.id);
  world.webhooks.emit({
    event: "meeting.updated",
    eventTs,
    payload: {
      ...operatorOf(world, meeting),
      scope: "single",
      object: { id, ...changed },
      old_object: { id, ...before },
      time_stamp: eventTs,
    },
  });
}

export function emitMeetingRemoval(
  world: World,
  meeting: Meeting,
  event: "meeting.deleted" | "meeting.recovered",
): void {
  world.webhooks.emit({
    event,
    eventTs: world.now().getTime(),
    payload: { ...operatorOf(world, meeting), operation: "single", object: lifecycleObject(meeting) },
  });
}

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
