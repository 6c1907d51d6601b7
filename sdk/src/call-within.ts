import { ZoomServiceError } from "./errors.ts";

type Limits = { timeoutMs: number; signal: AbortSignal | undefined; requestId: string };

/** Makes one call, at most so many milliseconds long. @throws ZoomServiceError and nothing else */
export async function callWithin<Result>(
  { timeoutMs, signal, requestId }: Limits,
  call: (signal: AbortSignal, deadline: number) => Promise<Result>,
): Promise<Result> {
  const deadline = Date.now() + timeoutMs;
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    return await Promise.race([rejectWhenAborted(either), call(either, deadline)]);
  } catch (error) {
    // The answer of the service stands, whatever happened meanwhile.
    if (error instanceof ZoomServiceError && error.reason !== "NETWORK_ERROR") throw error;
    if (signal?.aborted) {
      const message = "The call was called off; it may still take effect";
      throw new ZoomServiceError("ABORTED", message, { cause: signal.reason, requestId });
    }
    if (timeout.aborted) {
      const message = `No answer came within ${timeoutMs} ms; the call may still take effect`;
      throw new ZoomServiceError("TIMEOUT", message, { requestId });
    }
    throw error;
  }
}

/** A token function that hangs holds up no call: it cannot be aborted itself. */
function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
