import superjson from "superjson";
import type { ZoomServiceError } from "./errors.ts";
import { noAnswer } from "./no-answer.ts";
import { pause } from "./pause.ts";
import { readAnswer } from "./read-answer.ts";
import { requestHeaders } from "./request-headers.ts";
import { type Token, takeToken } from "./take-token.ts";

/** One call of a procedure. */
export interface Call {
  /** The address of the procedure. */
  url: string;
  input: unknown;
  token: Token;
  requestId: string;
  idempotencyKey: string | undefined;
  /** Sent twice, it does no harm: a query, or a change under an idempotency key. */
  mayRepeat: boolean;
  signal: AbortSignal | undefined;
  /** The moment after which no answer helps, in milliseconds since 1970. */
  deadline: number;
}

const maxTries = 3;
const firstPauseMs = 200;
/** A proxy in front of the service says these of itself. */
const temporaryStatuses = new Set([429, 502, 503, 504]);

/**
 * Sends a call and reads its answer, up to three times: after a refusal that says that the caller is too fast, and where
 * the call may be repeated also after a broken connection and while the service is away. It never waits beyond the deadline.
 * @throws ZoomServiceError
 */
export async function sendCall(call: Call): Promise<unknown> {
  const token = await takeToken(call.token);
  // Inputs may hold e-mails: they travel in the body, never in a URL that others log.
  const body = JSON.stringify(superjson.serialize(call.input));
  for (let tried = 1; ; tried += 1) {
    const answer = await sendOnce(call, token, body);
    if ("result" in answer) return answer.result;
    const { failure } = answer;
    const pauseMs = pauseAfter(failure, tried);
    const inTime = Date.now() + pauseMs < call.deadline;
    if (call.signal?.aborted || tried >= maxTries || !helps(failure, call) || !inTime) throw failure;
    await pause(pauseMs, call.signal);
  }
}

async function sendOnce({ url, requestId, idempotencyKey, signal }: Call, token: string, body: string) {
  const sent = { token, requestId };
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        ...requestHeaders(token, requestId),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      body,
      // The service never redirects: elsewhere the token is nobody's business.
      redirect: "manual",
      signal: signal ?? null,
    });
    return await readAnswer(response, sent);
  } catch (error) {
    return { failure: noAnswer(error, sent) };
  }
}

/** Whether the same call may succeed a little later. */
function helps({ reason, status, data, headers }: ZoomServiceError, { mayRepeat }: Call): boolean {
  // Nothing was done yet: this holds for every call.
  if (reason === "RATE_LIMITED") return true;
  if (!mayRepeat) return false;
  if (data === undefined) return status === undefined || temporaryStatuses.has(status);
  // The service refuses a repetition with 409 and Retry-After while the first one still runs.
  return status === 503 || (status === 409 && headers?.["retry-after"] !== undefined);
}

/** At least what was asked for; callers that are refused together come back spread out. */
function pauseAfter({ headers }: ZoomServiceError, tried: number): number {
  const askedMs = Number(headers?.["retry-after"] ?? 0) * 1000 || 0;
  return Math.max(askedMs * (1 + Math.random() / 10), firstPauseMs * 2 ** (tried - 1));
}
