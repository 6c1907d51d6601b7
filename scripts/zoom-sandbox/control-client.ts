import type { ControlAction, ControlRequest, JoinedPerson, JournalEntry } from "./control/contract.ts";
import type { ApiCall, Delivery, PlanName, UserState } from "./state.ts";
import type { UrlValidation } from "./webhooks/signed-post.ts";

type MeetingId = string | number;
type JoinOptions = { name: string; email?: string; at?: string };
type TimeOptions = { at?: string };

/**
 * Typed access to a running sandbox's controls. `url` is the sandbox's own address, such as
 * `http://localhost:3001`. Every function rejects with an Error when the sandbox cannot do it.
 * `at` is an ISO time that backdates the events; without it they happen now, by the sandbox's clock.
 */
export function createSandboxControl(url: string) {
  async function call<T = void>(action: ControlAction, body: object = {}): Promise<T> {
    const response = await fetch(`${url}/control/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The Zoom sandbox rejected ${action}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  return {
    /** The host starts the meeting and is in the room. */
    start: (meetingId: MeetingId, options: TimeOptions = {}) =>
      call<JoinedPerson & { uuid: string }>("start", { meetingId, ...options }),
    /** Puts a person straight into the room, without a waiting room; the first one starts the meeting. */
    join: (meetingId: MeetingId, guest: JoinOptions & { as?: "host" | "participant" }) =>
      call<JoinedPerson>("join", { meetingId, ...guest }),
    /** The guest follows the join link: into the room or a waiting room, by the settings. */
    arrive: (meetingId: MeetingId, guest: JoinOptions) =>
      call<JoinedPerson>("arrive", { meetingId, ...guest }),
    waitingRoom: (meetingId: MeetingId, guest: JoinOptions) =>
      call<JoinedPerson>("waiting-room", { meetingId, ...guest }),
    admit: (meetingId: MeetingId, userId: string, options: TimeOptions = {}) =>
      call<JoinedPerson>("admit", { meetingId, userId, ...options }),
    leave: (meetingId: MeetingId, userId: string, options: TimeOptions = {}) =>
      call("leave", { meetingId, userId, ...options }),
    end: (meetingId: MeetingId, options: TimeOptions = {}) => call("end", { meetingId, ...options }),

    /** Sends one signed event at once, without retries. Status 0: no response. */
    sendEvent: (event: ControlRequest<"send-event">) => call<{ status: number }>("send-event", event),
    validateUrl: () => call<UrlValidation>("validate-url"),
    setWebhookUrl: (webhookUrl: string | null) => call("set-webhook-url", { url: webhookUrl }),

    addFault: (fault: ControlRequest<"add-fault">) => call("add-fault", fault),
    clearFaults: () => call("clear-faults"),
    outage: (on: boolean) => call("outage", { on }),
    /** New meetings appear in their host's list after this delay. */
    listLag: (milliseconds: number) => call("list-lag", { milliseconds }),
    /** Past participants have a duration of 0 until this long after the end. */
    participantsLag: (milliseconds: number) => call("participants-lag", { milliseconds }),
    revokeTokens: () => call("revoke-tokens"),
    newTokenRevokesOld: (on: boolean) => call("new-token-revokes-old", { on }),
    /** The scopes of tokens issued from now on; null grants all. */
    setScopes: (scopes: string[] | null) => call("set-scopes", { scopes }),
    setUser: (email: string, state: UserState) => call("set-user", { email, state }),
    setHostDailyUsed: (email: string, used: number) => call("set-host-daily-used", { email, used }),
    setPlan: (plan: PlanName, overrides: ControlRequest<"set-plan">["overrides"] = {}) =>
      call("set-plan", { plan, overrides }),

    advanceClock: (milliseconds: number) => call<{ now: string }>("advance-clock", { milliseconds }),
    /** Multiplies the retry delays of webhooks, also of deliveries that already wait. */
    setTimeScale: (timeScale: number) => call("set-time-scale", { timeScale }),

    deliveries: () => call<Delivery[]>("deliveries"),
    pause: () => call("pause"),
    resume: (options: ControlRequest<"resume"> = {}) => call("resume", options),
    drop: (on: boolean) => call("drop", { on }),
    /** Resolves when no delivery is in flight or due; later retries do not count. */
    flush: () => call("flush"),

    journal: () => call<JournalEntry[]>("journal"),
    calls: () => call<ApiCall[]>("calls"),
    clearCalls: () => call("clear-calls"),
    portalDelete: (meetingId: MeetingId) => call("portal-delete", { meetingId }),
    portalUpdate: (meetingId: MeetingId, patch: ControlRequest<"portal-update">["patch"]) =>
      call("portal-update", { meetingId, patch }),
    reset: () => call("reset"),
  };
}

export type SandboxControl = ReturnType<typeof createSandboxControl>;
