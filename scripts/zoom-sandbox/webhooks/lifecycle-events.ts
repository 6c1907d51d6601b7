import { isoSeconds } from "../iso-seconds.ts";
import type { Meeting } from "../meeting.ts";
import type { World } from "../world.ts";

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
