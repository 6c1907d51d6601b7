import type { Lease, MeetingChange } from "@patientcare/zoom-db";
import type { SettingName } from "./desired-meeting.ts";

const rememberedMs = 24 * 60 * 60_000;

type Remembered = Pick<
  Lease,
  "overridden_settings" | "overridden_at" | "revision" | "synced_revision" | "now"
>;

/**
 * The settings among `differing` that Zoom turned back before. They are not sent again until the row changes, Zoom shows
 * our value meanwhile, or a day has passed: each repeat would cause another delivery, and use up the host's quota.
 */
export function overriddenSettings(row: Remembered, differing: readonly SettingName[]): SettingName[] {
  const { overridden_at, overridden_settings, revision, synced_revision, now } = row;
  if (overridden_at === null || synced_revision < revision) return [];
  if (now.getTime() - overridden_at.getTime() >= rememberedMs) return [];
  return differing.filter((name) => overridden_settings.includes(name));
}

/** The columns after a read-back: the settings that still differ, from the moment at which they were sent. */
export const rememberOverridden = (
  row: Remembered,
  overridden: readonly SettingName[],
  { sent, now }: { sent: boolean; now: Date },
): MeetingChange => ({
  overridden_settings: [...overridden],
  overridden_at: overridden.length === 0 ? null : sent ? now : row.overridden_at,
});
