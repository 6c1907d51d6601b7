import type { Attention } from "@patientcare/zoom-db/unions";

/** The attentions that sync sets, and clears once Zoom matches. The others are the platform's. */
const settledBySync: readonly Attention[] = [
  "settings-overridden",
  "drift",
  "zoom-credentials",
  "zoom-scopes",
  "host-quota",
  "zoom-refused",
  "foreign-marker",
  "not-ready",
];

/** The attention that remains once Zoom matches the row. */
export function attentionAfter(attention: Attention | null, settingsOverridden: boolean): Attention | null {
  if (attention !== null && !settledBySync.includes(attention)) return attention;
  return settingsOverridden ? "settings-overridden" : null;
}
