import type { Instance, Meeting, Person, SandboxContext } from "../state.ts";
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

function operatorOf(context: SandboxContext, meeting: Meeting): Record<string, unknown> {
  return {
    account_id: context.account.accountId,
    operator: meeting.hostEmail,
    operator_id: meeting.hostId,
  };
}

export function emitMeetingCreated(
  context: SandboxContext,
  meeting: Meeting,
  details: Record<string, unknown>,
): void {
  context.webhooks.emit({
    event: "meeting.created",
    eventTs: context.now().getTime(),
    payload: {
      ...operatorOf(context, meeting),
      operation: "single",
      object: { ...lifecycleObject(meeting), ...details },
    },
  });
}

export function emitMeetingUpdated(
  context: SandboxContext,
  meeting: Meeting,
  { changed, before }: { changed: Record<string, unknown>; before: Record<string, unknown> },
): void {
  const eventTs = context.now().getTime();
  const id = Number(meeting.id);
  context.webhooks.emit({
    event: "meeting.updated",
    eventTs,
    payload: {
      ...operatorOf(context, meeting),
      scope: "single",
      object: { id, ...changed },
      old_object: { id, ...before },
      time_stamp: eventTs,
    },
  });
}

export function emitMeetingRemoval(
  context: SandboxContext,
  meeting: Meeting,
  event: "meeting.deleted" | "meeting.recovered",
): void {
  context.webhooks.emit({
    event,
    eventTs: context.now().getTime(),
    payload: { ...operatorOf(context, meeting), operation: "single", object: lifecycleObject(meeting) },
  });
}

type TimeField = "join_time" | "leave_time" | "date_time";

const timeFieldOf = {
  "meeting.participant_joined": "join_time",
  "meeting.participant_left": "leave_time",
  "meeting.participant_joined_waiting_room": "date_time",
  "meeting.participant_put_in_waiting_room": "date_time",
  "meeting.participant_admitted": "date_time",
  "meeting.participant_left_waiting_room": "date_time",
} as const satisfies Record<string, TimeField>;

type PersonEvent = keyof typeof timeFieldOf;

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

function emit(context: SandboxContext, event: string, object: Record<string, unknown>, at: Date): void {
  context.webhooks.emit({
    event,
    eventTs: at.getTime(),
    payload: { account_id: context.account.accountId, object },
  });
}

export function emitMeetingStarted(
  context: SandboxContext,
  meeting: Meeting,
  instance: Instance,
  at: Date,
): void {
  emit(context, "meeting.started", visitObject(meeting, instance), at);
}

export function emitMeetingEnded(
  context: SandboxContext,
  meeting: Meeting,
  instance: Instance,
  at: Date,
): void {
  const object = { ...visitObject(meeting, instance), end_time: isoSeconds(at) };
  emit(context, "meeting.ended", object, at);
}

type PersonNews = { meeting: Meeting; instance: Instance; person: Person; at: Date };

function nameOf({ state }: SandboxContext, person: Person): string {
  return state.baaAccount ? "" : person.name;
}

function identityOf(context: SandboxContext, person: Person): Record<string, unknown> {
  return {
    user_id: person.userId,
    user_name: nameOf(context, person),
    id: person.zoomUserId,
    participant_user_id: person.zoomUserId,
    participant_uuid: person.participantUuid,
    ...(person.phoneNumber === null ? {} : { phone_number: person.phoneNumber }),
    email: context.state.baaAccount ? "" : person.email,
  };
}

export function emitPersonEvent(
  context: SandboxContext,
  event: PersonEvent,
  { meeting, instance, person, at, leaveReason }: PersonNews & { leaveReason?: string },
): void {
  const participant = {
    ...identityOf(context, person),
    [timeFieldOf[event]]: isoSeconds(at),
    ...(leaveReason === undefined
      ? {}
      : { leave_reason: `${nameOf(context, person)} left the meeting.<br>Reason: ${leaveReason}` }),
  };
  emit(context, event, { ...visitObject(meeting, instance), participant }, at);
}

/** The delivery is about the caller, and names the person whom the call belongs to. */
export function emitBindEvent(
  context: SandboxContext,
  { meeting, instance, person, boundTo, at }: PersonNews & { boundTo: Person },
): void {
  const participant = {
    ...identityOf(context, person),
    bind_user_id: boundTo.userId,
    bind_participant_uuid: boundTo.participantUuid,
    date_time: isoSeconds(at),
  };
  emit(context, "meeting.participant_bind", { ...visitObject(meeting, instance), participant }, at);
}

export function emitJoinBeforeHostEvent(
  context: SandboxContext,
  event: JoinBeforeHostEvent,
  { meeting, person, at }: { meeting: Meeting; person: Person; at: Date },
): void {
  const object = visitObject(meeting, meeting.live);
  // Zoom sends a number in this one event of the family.
  const id = event === "meeting.participant_jbh_waiting_left" ? Number(meeting.id) : meeting.id;
  const participant = { id: person.zoomUserId, user_name: nameOf(context, person) };
  emit(context, event, { ...object, id, participant }, at);
}
