import type { Meeting, SandboxContext } from "../state.ts";
import { emitMeetingCreated } from "../webhooks/events.ts";
import {
  isoSeconds,
  newEncryptedPasscode,
  newMeetingNumber,
  newMeetingUuid,
  newPasscode,
  newPhonePasscode,
} from "../zoom-formats.ts";
import { lockedSettingsOf } from "./locked-settings.ts";
import { type MeetingInput, toUtcStartTime } from "./meeting-input.ts";
import { joinUrlOf } from "./meeting-response.ts";
import { checkHostDailyLimit, countHostChange } from "./rate-limits.ts";
import { ApiError } from "./requests.ts";
import { findHost } from "./users.ts";

const hasFixedStart = (type: number) => type === 2 || type === 8;

function startTimeOf(input: MeetingInput, type: number, timezone: string, now: Date): string | null {
  if (!hasFixedStart(type)) return null;
  const requested = input.start_time === undefined ? null : toUtcStartTime(input.start_time, timezone);
  return requested !== null && Date.parse(requested) > now.getTime() ? requested : isoSeconds(now);
}

export function createMeeting(context: SandboxContext, userId: string, input: MeetingInput): Meeting {
  const { state } = context;
  const now = context.now();
  const type = input.type ?? 2;
  const caller = findHost(context, userId);
  if (type === 1 && input.schedule_for)
    throw new ApiError(400, {
      code: 3000,
      message:
        "Instant meetings do not support the `schedule_for` parameter, and you can't schedule an instant meeting for another user.",
    });
  const host = input.schedule_for ? findHost(context, input.schedule_for) : caller;
  checkHostDailyLimit(context, host.id);

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
    settings: { ...state.defaultSettings, ...input.settings, ...lockedSettingsOf(context, host.email) },
    recurrence: input.recurrence ?? null,
    trackingFields: input.tracking_fields ?? [],
    preSchedule: input.pre_schedule ?? false,
    createdAt: isoSeconds(now),
    deletedAt: null,
    listedFrom: now.getTime() + state.listLagMs,
    waitingForHost: [],
    endDelayMs: 0,
    live: null,
    past: [],
  };
  state.meetings[meeting.id] = meeting;
  countHostChange(context, host.id);
  context.scheduleSave();
  emitMeetingCreated(context, meeting, {
    join_url: joinUrlOf(context.url, meeting),
    password: meeting.password,
    settings: { use_pmi: false, alternative_hosts: "", ...meeting.settings },
  });
  return meeting;
}
