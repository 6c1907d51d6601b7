/** When something last happened; null: never, as far as is known. */
type Last = { at: Date; secondsAgo: number } | null;

export interface WebhookHealth {
  /** A delivery that was kept. */
  delivery: Last;
  /** An `endpoint.url_validation` that was answered. */
  validation: Last;
  /** Anything that an active secret had signed. */
  success: Last;
  /** Something whose signature held under none. */
  refused: Last;
  /** Visits that run, and of which Zoom should have delivered something. */
  runningVisits: number;
}

export const silentAfterMinutes = 15;
/** Zoom validates the address every 72 hours. */
const validationOverdueHours = 80;
const refusedForSeconds = 15;

export const alarmNames = ["silent", "validation-overdue", "signatures-refused"] as const;

export interface Alarm {
  name: (typeof alarmNames)[number];
  /** The same value as long as it is the same trouble: each is logged once. */
  since: Date;
}

const never = new Date(0);

/** The alarms that hold for the deliveries now. */
export function alarmsOf(health: WebhookHealth): Alarm[] {
  const { delivery, validation, success, refused, runningVisits } = health;
  const alarms: Alarm[] = [];
  if (runningVisits > 0 && secondsSince(delivery) > silentAfterMinutes * 60)
    alarms.push({ name: "silent", since: delivery?.at ?? never });
  if (validation && validation.secondsAgo > validationOverdueHours * 3_600)
    alarms.push({ name: "validation-overdue", since: validation.at });
  // One that was signed since says that the secrets hold: a stranger may have sent the other.
  if (refused && refused.secondsAgo < secondsSince(success) - refusedForSeconds)
    alarms.push({ name: "signatures-refused", since: success?.at ?? never });
  return alarms;
}

const secondsSince = (last: Last) => last?.secondsAgo ?? Number.POSITIVE_INFINITY;
