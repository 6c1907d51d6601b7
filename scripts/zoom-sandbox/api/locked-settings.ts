import type { MeetingSettings, SandboxContext } from "../state.ts";

/** The settings that the account or this host's account administrator has locked, with their values. */
export function lockedSettingsOf({ state }: SandboxContext, hostEmail: string): MeetingSettings {
  return { ...state.lockedSettings[""], ...state.lockedSettings[hostEmail] };
}

/** The settings among `wanted` that are locked, at their locked values. */
export function turnedBackSettings(
  context: SandboxContext,
  hostEmail: string,
  wanted: MeetingSettings,
): MeetingSettings {
  const locked = Object.entries(lockedSettingsOf(context, hostEmail));
  return Object.fromEntries(locked.filter(([name]) => name in wanted));
}
