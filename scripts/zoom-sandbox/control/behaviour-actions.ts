import { hostDayKey } from "../api/rate-limits.ts";
import type { SandboxContext } from "../state.ts";
import { userIdOf } from "../zoom-formats.ts";
import type { ControlInput } from "./contract.ts";

/** Faults, lags, limits and users: how Zoom behaves from now on. */
export function createBehaviourActions(context: SandboxContext) {
  const { state } = context;

  return {
    "add-fault"(fault: ControlInput<"add-fault">): void {
      state.faults.push(fault);
    },
    "clear-faults"(): void {
      state.faults = [];
      state.deliveryFaults = [];
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
    "set-default-settings"({ settings }: ControlInput<"set-default-settings">): void {
      state.defaultSettings = settings;
    },
    "lock-settings"({ settings, host }: ControlInput<"lock-settings">): void {
      state.lockedSettings[host.toLowerCase()] = settings;
    },
    "reject-timezones"({ timezones }: ControlInput<"reject-timezones">): void {
      state.rejectedTimezones = timezones;
    },
    "set-baa"({ on }: ControlInput<"set-baa">): void {
      state.baaAccount = on;
    },
    reset(): void {
      context.reset();
    },
  };
}
