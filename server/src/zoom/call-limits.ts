export type CallOptions = {
  /** When the whole call must be over, or how many milliseconds are left; it can only shorten the timeout. */
  deadline?: Date | number;
  signal?: AbortSignal;
};

const maxTimer = 2 ** 31 - 1;

/** A signal that ends the call at its deadline or when the caller aborts. */
export function callLimits({ deadline, signal }: CallOptions, now: Date): AbortSignal {
  const signals = signal ? [signal] : [];
  if (deadline === undefined) return AbortSignal.any(signals);
  const left = deadline instanceof Date ? deadline.getTime() - now.getTime() : deadline;
  if (left <= 0) return AbortSignal.abort();
  return AbortSignal.any([...signals, AbortSignal.timeout(Math.min(Math.floor(left), maxTimer))]);
}
