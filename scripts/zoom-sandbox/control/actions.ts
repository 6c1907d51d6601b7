import { deleteMeeting } from "../api/delete-meeting.ts";
import { findMeeting } from "../api/meeting-response.ts";
import { toFullSettings } from "../api/meeting-settings.ts";
import { hostDayKey } from "../api/rate-limits.ts";
import { updateMeeting } from "../api/update-meeting.ts";
import type { ApiCall, Delivery, Person, World } from "../state.ts";
import { admit, arrive, endMeeting, enterRoom, enterWaitingRoom, leave } from "../visits/attendance.ts";
import { hostInRoom, newHost, newParticipant } from "../visits/people.ts";
import { eventJson, postSigned, type UrlValidation, validateUrl } from "../webhooks/signed-post.ts";
import { userIdOf } from "../zoom-formats.ts";
import { ControlError, type ControlInput, type JoinedPerson, type JournalEntry } from "./contract.ts";

function toJoined({ userId, participantUuid }: Person): JoinedPerson {
  return { userId, participantUuid };
}

function nobody(userId: string): ControlError {
  return new ControlError(`Nobody with user id ${userId} is there`);
}

/** People's comings and goings, without a browser; `at` backdates what the events say. */
export function createVisitActions(world: World) {
  const timeOf = (at: string | undefined) => (at === undefined ? world.now() : new Date(at));

  return {
    start({ meetingId, at }: ControlInput<"start">): JoinedPerson & { uuid: string } {
      const meeting = findMeeting(world, meetingId);
      const name = meeting.hostEmail.split("@")[0] ?? "Host";
      const host =
        hostInRoom(meeting) ?? enterRoom(world, meeting, newHost(world, meeting, name), timeOf(at));
      return { ...toJoined(host), uuid: meeting.uuid };
    },
    join({ meetingId, name, email, as, at }: ControlInput<"join">): JoinedPerson {
      const meeting = findMeeting(world, meetingId);
      const person =
        as === "host" ? newHost(world, meeting, name) : newParticipant(world, meeting, { name, email });
      return toJoined(enterRoom(world, meeting, person, timeOf(at)));
    },
    arrive({ meetingId, at, ...guest }: ControlInput<"arrive">): JoinedPerson {
      return toJoined(arrive(world, findMeeting(world, meetingId), guest, timeOf(at)));
    },
    "waiting-room"({ meetingId, at, ...guest }: ControlInput<"waiting-room">): JoinedPerson {
      const meeting = findMeeting(world, meetingId);
      if (!meeting.live) throw new ControlError(`Meeting ${meetingId} is not running`);
      const person = newParticipant(world, meeting, guest);
      enterWaitingRoom(world, meeting, meeting.live, person, timeOf(at));
      return toJoined(person);
    },
    admit({ meetingId, userId, at }: ControlInput<"admit">): JoinedPerson {
      const person = admit(world, findMeeting(world, meetingId), userId, timeOf(at));
      if (!person) throw nobody(userId);
      return toJoined(person);
    },
    leave({ meetingId, userId, at }: ControlInput<"leave">): void {
      if (!leave(world, findMeeting(world, meetingId), userId, timeOf(at))) throw nobody(userId);
    },
    end({ meetingId, at }: ControlInput<"end">): void {
      const meeting = findMeeting(world, meetingId);
      if (!meeting.live) throw new ControlError(`Meeting ${meetingId} is not running`);
      endMeeting(world, meeting, timeOf(at));
    },
  };
}

function withId(payload: Record<string, unknown>, idAs: "string" | "number" | undefined) {
  const { object } = payload;
  if (!idAs || typeof object !== "object" || object === null || !("id" in object)) return payload;
  const id = idAs === "string" ? String(object.id) : Number(object.id);
  return { ...payload, object: { ...object, id } };
}

export function createWebhookActions(world: World) {
  const { state, account, webhooks } = world;

  return {
    /** Sends at once, past every queue and switch, and never again. */
    async "send-event"(input: ControlInput<"send-event">): Promise<{ status: number }> {
      if (!state.webhookUrl) throw new ControlError("No webhook address is set");
      const payload = { account_id: account.accountId, ...withId(input.payload, input.idAs) };
      const now = world.now();
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
      return validateUrl(world);
    },
    "set-webhook-url"({ url }: ControlInput<"set-webhook-url">): void {
      state.webhookUrl = url;
      webhooks.wake();
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
      return webhooks.idle();
    },
    "advance-clock"({ milliseconds }: ControlInput<"advance-clock">): { now: string } {
      state.clockOffsetMs += milliseconds;
      webhooks.wake();
      return { now: world.now().toISOString() };
    },
    "set-time-scale"({ timeScale }: ControlInput<"set-time-scale">): void {
      state.timeScale = timeScale;
      webhooks.wake();
    },
  };
}

/** Faults, lags, limits and accounts: how this Zoom behaves from now on. */
export function createSwitchActions(world: World) {
  const { state } = world;

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
      state.hostDailyUse[hostDayKey(userIdOf(email), world.now())] = used;
    },
    "set-plan"({ plan, overrides }: ControlInput<"set-plan">): void {
      state.plan = plan;
      state.planOverrides = overrides;
    },
    reset(): void {
      world.reset();
    },
  };
}

/** What happened so far, and what somebody does in Zoom's own portal. */
export function createJournalActions(world: World) {
  return {
    journal(): JournalEntry[] {
      return Object.values(world.state.meetings).map((meeting) => ({
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
      return world.calls;
    },
    "clear-calls"(): void {
      world.calls.length = 0;
    },
    "portal-delete"({ meetingId }: ControlInput<"portal-delete">): void {
      deleteMeeting(world, findMeeting(world, meetingId));
    },
    "portal-update"({ meetingId, patch }: ControlInput<"portal-update">): void {
      updateMeeting(world, findMeeting(world, meetingId), patch);
    },
  };
}
