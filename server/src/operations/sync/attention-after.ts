import type { Attention } from "@patientcare/zoom-db/unions";

/** The words that sync sets, and takes back once Zoom matches. The others are the platform's. */
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

/** What attention is left once the meeting at Zoom is the one we want. */
export function attentionAfter(attention: Attention | null, settingsOverridden: boolean): Attention | null {
  if (attention !== null && !settledBySync.includes(attention)) return attention;
  return settingsOverridden ? "settings-overridden" : null;
}
