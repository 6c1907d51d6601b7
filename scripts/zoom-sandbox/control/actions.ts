import { deleteMeeting } from "../api/delete-meeting.ts";
import { findMeeting } from "../api/meeting-response.ts";
import { toFullSettings } from "../api/meeting-settings.ts";
import { hostDayKey } from "../api/rate-limits.ts";
import { updateMeeting } from "../api/update-meeting.ts";
import type { ApiCall, Delivery, Person, SandboxContext } from "../state.ts";
import { admit, arrive, endMeeting, enterRoom, enterWaitingRoom, leave } from "../visits/attendance.ts";
import { hostInRoom, newHost, newParticipant } from "../visits/people.ts";
import { eventJson, postSigned, type UrlValidation, validateUrl } from "../webhooks/signed-post.ts";
import { userIdOf } from "../zoom-formats.ts";
import { ControlError, type ControlInput, type JoinedPerson, type JournalEntry } from "./contract.ts";

function toJoined({ userId, participantUuid }: Person): JoinedPerson {
  return { userId, participantUuid };
}

function personNotFound(userId: string): ControlError {
  return new ControlError(`No person with user id ${userId} is in this meeting`);
}

function notRunning(meetingId: string): ControlError {
  return new ControlError(`Meeting ${meetingId} is not running: start it first`);
}

/** People join and leave without a browser; `at` backdates the events. */
export function createVisitActions(context: SandboxContext) {
  const timeOf = (at: string | undefined) => (at === undefined ? context.now() : new Date(at));

  return {
    start({ meetingId, at }: ControlInput<"start">): JoinedPerson & { uuid: string } {
      const meeting = findMeeting(context, meetingId);
      const name = meeting.hostEmail.split("@")[0] ?? "Host";
      const host =
        hostInRoom(meeting) ?? enterRoom(context, meeting, newHost(context, meeting, name), timeOf(at));
      return { ...toJoined(host), uuid: meeting.uuid };
    },
    join({ meetingId, name, email, as, at }: ControlInput<"join">): JoinedPerson {
      const meeting = findMeeting(context, meetingId);
      const person =
        as === "host" ? newHost(context, meeting, name) : newParticipant(context, meeting, { name, email });
      return toJoined(enterRoom(context, meeting, person, timeOf(at)));
    },
    arrive({ meetingId, at, ...guest }: ControlInput<"arrive">): JoinedPerson {
      return toJoined(arrive(context, findMeeting(context, meetingId), guest, timeOf(at)));
    },
    "waiting-room"({ meetingId, at, ...guest }: ControlInput<"waiting-room">): JoinedPerson {
      const meeting = findMeeting(context, meetingId);
      if (!meeting.live) throw notRunning(meetingId);
      const person = newParticipant(context, meeting, guest);
      enterWaitingRoom(context, meeting, meeting.live, person, timeOf(at));
      return toJoined(person);
    },
    admit({ meetingId, userId, at }: ControlInput<"admit">): JoinedPerson {
      const person = admit(context, findMeeting(context, meetingId), userId, timeOf(at));
      if (!person) throw personNotFound(userId);
      return toJoined(person);
    },
    leave({ meetingId, userId, at }: ControlInput<"leave">): void {
      if (!leave(context, findMeeting(context, meetingId), userId, timeOf(at))) throw personNotFound(userId);
    },
    end({ meetingId, at }: ControlInput<"end">): void {
      const meeting = findMeeting(context, meetingId);
      if (!meeting.live) throw notRunning(meetingId);
      endMeeting(context, meeting, timeOf(at));
    },
  };
}

function withId(payload: Record<string, unknown>, idAs: "string" | "number" | undefined) {
  const { object } = payload;
  if (!idAs || typeof object !== "object" || object === null || !("id" in object)) return payload;
  const id = idAs === "string" ? String(object.id) : Number(object.id);
  return { ...payload, object: { ...object, id } };
}

export function createWebhookActions(context: SandboxContext) {
  const { state, account, webhooks } = context;

  return {
    /** Sends one event at once and once only, whatever is paused, dropped or queued. */
    async "send-event"(input: ControlInput<"send-event">): Promise<{ status: number }> {
      if (!state.webhookUrl) throw new ControlError("No webhook URL is set: call set-webhook-url first");
      const payload = { account_id: account.accountId, ...withId(input.payload, input.idAs) };
      const now = context.now();
      const { status } = await postSigned({
        url: state.webhookUrl,
        body: eventJson({ event: input.event, payload, event_ts: input.eventTs ?? now.getTime() }),
        secret: input.secret ?? account.webhookSecret,
        clientId: account.clientId,
        now,
      }).catch(() => ({ status: 0 }));
      return { status };
    },
    "validate-url"(): Promise<UrlValidation> {
      return validateUrl(context);
    },
    "set-webhook-url"({ url }: ControlInput<"set-webhook-url">): void {
      state.webhookUrl = url;
      webhooks.sendDue();
    },
    deliveries(): Delivery[] {
      return webhooks.log;
    },
    pause(): void {
      state.deliveriesPaused = true;
    },
    resume(options: ControlInput<"resume">): void {
      webhooks.resume(options);
    },
    drop({ on }: ControlInput<"drop">): void {
      state.deliveriesDropped = on;
    },
    flush(): Promise<void> {
      return webhooks.flush();
    },
    "advance-clock"({ milliseconds }: ControlInput<"advance-clock">): { now: string } {
      state.clockOffsetMs += milliseconds;
      webhooks.sendDue();
      return { now: context.now().toISOString() };
    },
    "set-time-scale"({ timeScale }: ControlInput<"set-time-scale">): void {
      state.timeScale = timeScale;
      webhooks.sendDue();
    },
  };
}

/** Faults, lags, limits and users: how Zoom behaves from now on. */
export function createBehaviourActions(context: SandboxContext) {
  const { state } = context;

  return {
    "add-fault"(fault: ControlInput<"add-fault">): void {
      state.faults.push(fault);
    },
    "clear-faults"(): void {
      state.faults = [];
    },
    outage({ on }: ControlInput<"outage">): void {
      state.outage = on;
    },
    "list-lag"({ milliseconds }: ControlInput<"list-lag">): void {
      state.listLagMs = milliseconds;
    },
    "participants-lag"({ milliseconds }: ControlInput<"participants-lag">): void {
      state.participantsLagMs = milliseconds;
    },
    "revoke-tokens"(): void {
      state.tokens = {};
    },
    "new-token-revokes-old"({ on }: ControlInput<"new-token-revokes-old">): void {
      state.newTokenRevokesOld = on;
    },
    "set-scopes"({ scopes }: ControlInput<"set-scopes">): void {
      state.scopes = scopes;
    },
    "set-user"({ email, state: userState }: ControlInput<"set-user">): void {
      state.users[userIdOf(email)] = { email: email.toLowerCase(), state: userState };
    },
    "set-host-daily-used"({ email, used }: ControlInput<"set-host-daily-used">): void {
      state.hostDailyUse[hostDayKey(userIdOf(email), context.now())] = used;
    },
    "set-plan"({ plan, overrides }: ControlInput<"set-plan">): void {
      state.plan = plan;
      state.planOverrides = overrides;
    },
    reset(): void {
      context.reset();
    },
  };
}

/** The journals of meetings and calls, and changes that somebody makes in Zoom's own portal. */
export function createPortalActions(context: SandboxContext) {
  return {
    journal(): JournalEntry[] {
      return Object.values(context.state.meetings).map((meeting) => ({
        id: meeting.id,
        uuid: meeting.uuid,
        hostEmail: meeting.hostEmail,
        topic: meeting.topic,
        agenda: meeting.agenda,
        createdAt: meeting.createdAt,
        deletedAt: meeting.deletedAt,
        startTime: meeting.startTime,
        duration: meeting.duration,
        password: meeting.password,
        settings: toFullSettings(meeting.settings),
        live: meeting.live !== null,
        endedCount: meeting.past.length,
      }));
    },
    calls(): ApiCall[] {
      return context.calls;
    },
    "clear-calls"(): void {
      context.calls.length = 0;
    },
    "portal-delete"({ meetingId }: ControlInput<"portal-delete">): void {
      deleteMeeting(context, findMeeting(context, meetingId));
    },
    "portal-update"({ meetingId, patch }: ControlInput<"portal-update">): void {
      updateMeeting(context, findMeeting(context, meetingId), patch);
    },
  };
}
