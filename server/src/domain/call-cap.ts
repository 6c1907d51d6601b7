const maxCallsPerHour = 10;
const hourMs = 60 * 60_000;

/** When another call that changes a meeting at Zoom may be sent, after those of the last hour (oldest first); null: now. */
export function nextCallAt(sentWithinHour: readonly Date[]): Date | null {
  const blocking = sentWithinHour.at(-maxCallsPerHour);
  return blocking === undefined ? null : new Date(blocking.getTime() + hourMs);
}
