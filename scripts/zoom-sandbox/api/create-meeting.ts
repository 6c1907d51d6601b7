import type { Meeting, World } from "../state.ts";
import { emitMeetingCreated } from "../webhooks/events.ts";
import {
  isoSeconds,
  newEncryptedPasscode,
  newMeetingNumber,
  newMeetingUuid,
  newPasscode,
  newPhonePasscode,
} from "../zoom-formats.ts";
import { type MeetingInput, toUtcStartTime } from "./meeting-input.ts";
import { joinUrlOf } from "./meeting-response.ts";
import { checkHostDailyLimit, countHostChange } from "./rate-limits.ts";
import { ApiError } from "./requests.ts";
import { findHost } from "./users.ts";

const hasFixedStart = (type: number) => type === 2 || type === 8;

function startTimeOf(input: MeetingInput, type: number, timezone: string, now: Date): string | null {
  if (!hasFixedStart(type)) return null;
  const wanted = input.start_time === undefined ? null : toUtcStartTime(input.start_time, timezone);
  return wanted !== null && Date.parse(wanted) > now.getTime() ? wanted : isoSeconds(now);
}

export function createMeeting(world: World, userId: string, input: MeetingInput): Meeting {
  const { state } = world;
  const now = world.now();
  const type = input.type ?? 2;
  const caller = findHost(world, userId);
  if (type === 1 && input.schedule_for)
    throw new ApiError(400, {
      code: 3000,
      message:
        "Instant meetings do not support the `schedule_for` parameter, and you can't schedule an instant meeting for another user.",
    });
  const host = input.schedule_for ? findHost(world, input.schedule_for) : caller;
  checkHostDailyLimit(world, host.id);

  const timezone = input.timezone ?? "UTC";
  const wantsPasscode = input.default_password ?? true;
  const meeting: Meeting = {
    id: newMeetingNumber((id) => id in state.meetings),
    uuid: newMeetingUuid(),
    hostEmail: host.email,
    hostId: host.id,
    topic: input.topic ?? "Zoom Meeting",
    type,
    startTime: startTimeOf(input, type, timezone, now),
    duration: input.duration ?? 60,
    timezone,
    agenda: input.agenda ?? null,
    password: input.password ?? (wantsPasscode ? newPasscode() : ""),
    encryptedPassword: newEncryptedPasscode(),
    pstnPassword: newPhonePasscode(),
    settings: input.settings ?? {},
    recurrence: input.recurrence ?? null,
    trackingFields: input.tracking_fields ?? [],
    preSchedule: input.pre_schedule ?? false,
    createdAt: isoSeconds(now),
    deletedAt: null,
    listedFrom: now.getTime() + state.listLagMs,
    waitingForHost: [],
    live: null,
    past: [],
  };
  state.meetings[meeting.id] = meeting;
  countHostChange(world, host.id);
  world.changed();
  emitMeetingCreated(world, meeting, {
    join_url: joinUrlOf(world.url, meeting),
    password: meeting.password,
    settings: { use_pmi: false, alternative_hosts: "", ...meeting.settings },
  });
  return meeting;
}
