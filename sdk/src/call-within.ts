import type { ErrorData } from "@patientcare/zoom-server/rpc/error-shape.ts";
import { TRPCClientError } from "@trpc/client";
import { ZoomServiceError } from "./errors.ts";

/** Makes one call, at most so many milliseconds long. @throws ZoomServiceError and nothing else */
export async function callWithin<Answer>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const timeout = AbortSignal.timeout(milliseconds);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    return await Promise.race([call(either), rejectWhenAborted(either)]);
  } catch (error) {
    throw ownError(error) ?? serviceError(error) ?? withoutAnswer(error, { milliseconds, timeout, signal });
  }
}

/** A token function that hangs holds up no call: it cannot be aborted itself. */
function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function ownError(error: unknown): ZoomServiceError | undefined {
  const cause = error instanceof TRPCClientError ? error.cause : error;
  return cause instanceof ZoomServiceError ? cause : undefined;
}

function serviceError(error: unknown): ZoomServiceError | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: ErrorData | null | undefined = error.data;
  return data?.reason ? new ZoomServiceError(data.reason, error.message, { data }) : undefined;
}

type Circumstances = { milliseconds: number; timeout: AbortSignal; signal: AbortSignal | undefined };

function withoutAnswer(error: unknown, { milliseconds, timeout, signal }: Circumstances): ZoomServiceError {
  if (signal?.aborted) {
    return new ZoomServiceError("ABORTED", "The call was called off; it may still take effect", {
      cause: signal.reason,
    });
  }
  if (timeout.aborted) {
    const message = `No answer came within ${milliseconds} ms; the call may still take effect`;
    return new ZoomServiceError("TIMEOUT", message, { cause: error });
  }
  const message = "No answer of the service came: check baseUrl, the network and whether the service runs";
  return new ZoomServiceError("NETWORK_ERROR", message, { cause: error });
}
