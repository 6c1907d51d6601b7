import { hostDayKey } from "../api/host-daily-limit.ts";
import { userIdOf } from "../ids/user-id.ts";
import type { World } from "../world.ts";
import type { ControlInput } from "./control-inputs.ts";

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
