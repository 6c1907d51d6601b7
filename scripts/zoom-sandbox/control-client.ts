import type { ControlAction, ControlRequest, JoinedPerson, JournalEntry } from "./control/contract.ts";
import type { Fault } from "./faults/fault.ts";
import { missingMeeting, refusedListing, rejectedField } from "./faults/fault-recipes.ts";
import type { ApiCall, Delivery, MeetingSettings, PlanName, UserState } from "./state.ts";
import type { UrlValidation } from "./webhooks/signed-post.ts";

type MeetingId = string | number;
type TimeOptions = { at?: string };

/** A person as the control's visit actions take one; see `Guest` in visits/people.ts for each field. */
type GuestOptions = Omit<ControlRequest<"arrive">, "meetingId">;

/** The fields that the `left` delivery shows differently; "" for a lost one. */
type LeftAs = ControlRequest<"leave">["as"];

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
    join: (meetingId: MeetingId, guest: GuestOptions & { as?: "host" | "participant" }) =>
      call<JoinedPerson>("join", { meetingId, ...guest }),
    /** The person of an earlier stay comes again, the same in everything that `changes` leaves out. */
    rejoin: (meetingId: MeetingId, userId: string, changes: GuestOptions = {}) =>
      call<JoinedPerson>("rejoin", { meetingId, userId, ...changes }),
    /** The guest follows the join link: into the room, a waiting room or the wait for the host. */
    arrive: (meetingId: MeetingId, guest: GuestOptions) =>
      call<JoinedPerson>("arrive", { meetingId, ...guest }),
    waitingRoom: (meetingId: MeetingId, guest: GuestOptions) =>
      call<JoinedPerson>("waiting-room", { meetingId, ...guest }),
    /** From the waiting room into the room, with a new user id; an earlier user id finds the person too. */
    admit: (meetingId: MeetingId, userId: string, options: TimeOptions = {}) =>
      call<JoinedPerson>("admit", { meetingId, userId, ...options }),
    /** From the room back into the waiting room; `sendsLeft` false leaves the `left` delivery out. */
    putInWaitingRoom: (
      meetingId: MeetingId,
      userId: string,
      options: TimeOptions & { sendsLeft?: boolean } = {},
    ) => call<JoinedPerson>("put-in-waiting-room", { meetingId, userId, ...options }),
    /** Sends nothing by itself: only later deliveries say the new name. */
    rename: (meetingId: MeetingId, userId: string, name: string) =>
      call("rename", { meetingId, userId, name }),
    /** The caller and the person in the app are one (`meeting.participant_bind`). */
    bind: (meetingId: MeetingId, people: TimeOptions & { phoneUserId: string; userId: string }) =>
      call("bind", { meetingId, ...people }),
    leave: (meetingId: MeetingId, userId: string, options: TimeOptions & { as?: LeftAs } = {}) =>
      call("leave", { meetingId, userId, ...options }),
    end: (meetingId: MeetingId, options: TimeOptions = {}) => call("end", { meetingId, ...options }),
    /** The meeting runs on for this long after a call has ended it; real time, whatever the clock says. */
    setEndDelay: (meetingId: MeetingId, milliseconds: number) =>
      call("set-end-delay", { meetingId, milliseconds }),
    /** Whether Zoom's past meetings show a session; without `uuid`, the latest or running one. */
    listSession: (meetingId: MeetingId, session: { uuid?: string; listed: boolean }) =>
      call("list-session", { meetingId, ...session }),

    /** Sends one signed event at once, without retries. Status 0: no response. */
    sendEvent: (event: ControlRequest<"send-event">) => call<{ status: number }>("send-event", event),
    validateUrl: () => call<UrlValidation>("validate-url"),
    setWebhookUrl: (webhookUrl: string | null) => call("set-webhook-url", { url: webhookUrl }),

    addFault: (fault: ControlRequest<"add-fault">) => call("add-fault", fault),
    /** The calls that match are rejected with 400/300 and this field in `errors`. */
    rejectField: (match: Fault["match"], problem: { field: string; message?: string }, times?: number) =>
      call("add-fault", rejectedField(match, problem, times)),
    /** This many reads of a living meeting say 404/3001; -1 for all. */
    answerMissing: (meetingId: MeetingId, times?: number) =>
      call("add-fault", missingMeeting(meetingId, times)),
    /** Lists of a host's meetings, or of one `type`, are rejected with 4711 until the faults are cleared. */
    refuseListing: (which: { host?: string; type?: string } = {}, times?: number) =>
      call("add-fault", refusedListing(which, times)),
    /** Removes the faults of calls and of deliveries. */
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
    /** The settings of new meetings whose caller says nothing about them. */
    setDefaultSettings: (settings: MeetingSettings) => call("set-default-settings", { settings }),
    /**
     * Calls cannot change these settings: they stay at these values, and a PATCH that names one of them
     * sends a `meeting.updated` all the same. `host` is an e-mail; without it, the whole account.
     */
    lockSettings: (settings: MeetingSettings, options: { host?: string } = {}) =>
      call("lock-settings", { settings, ...options }),
    /** Create and update with one of these timezones are rejected by that field. */
    rejectTimezones: (timezones: string[]) => call("reject-timezones", { timezones }),
    /** Deliveries and past participants come without names and e-mails. */
    setBaa: (on: boolean) => call("set-baa", { on }),
    setPlan: (plan: PlanName, overrides: ControlRequest<"set-plan">["overrides"] = {}) =>
      call("set-plan", { plan, overrides }),

    advanceClock: (milliseconds: number) => call<{ now: string }>("advance-clock", { milliseconds }),
    /** Multiplies the retry delays of webhooks, also of deliveries that already wait. */
    setTimeScale: (timeScale: number) => call("set-time-scale", { timeScale }),

    deliveries: () => call<Delivery[]>("deliveries"),
    pause: () => call("pause"),
    resume: (options: ControlRequest<"resume"> = {}) => call("resume", options),
    drop: (on: boolean) => call("drop", { on }),
    /** Drops, duplicates or delays single deliveries; `times` -1 for all that match. */
    addDeliveryFault: (fault: ControlRequest<"add-delivery-fault">) => call("add-delivery-fault", fault),
    /** Deliveries of these events never arrive, until the faults are cleared. */
    async dropEvents(events: string[], match: { meetingId?: MeetingId; userId?: string } = {}) {
      for (const event of events)
        await call("add-delivery-fault", { match: { event, ...match }, kind: "drop", times: -1 });
    },
    /** Resolves when no delivery is in flight or due; later retries do not count. */
    flush: () => call("flush"),

    /** Every meeting there ever was, as it is now. */
    journal: () => call<JournalEntry[]>("journal"),
    /** Every call of the API and of OAuth, in the order of their ends. */
    calls: () => call<ApiCall[]>("calls"),
    /** The calls that ended a running meeting, also those from before the calls were cleared. */
    async callsThatEnded(meetingId?: MeetingId): Promise<ApiCall[]> {
      const calls = await call<ApiCall[]>("calls-that-ended");
      return calls.filter((each) => meetingId === undefined || each.meetingId === String(meetingId));
    },
    clearCalls: () => call("clear-calls"),
    portalDelete: (meetingId: MeetingId) => call("portal-delete", { meetingId }),
    /** A deleted meeting comes back. */
    portalRecover: (meetingId: MeetingId) => call("portal-recover", { meetingId }),
    portalUpdate: (meetingId: MeetingId, patch: ControlRequest<"portal-update">["patch"]) =>
      call("portal-update", { meetingId, patch }),
    reset: () => call("reset"),
  };
}

export type SandboxControl = ReturnType<typeof createSandboxControl>;
