import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import type { AccessToken } from "./access-token.ts";
import { type Endpoint, endpointPath } from "./endpoint-path.ts";
import { refusalOf, ZoomError, type ZoomFailure } from "./errors.ts";
import { exchange } from "./exchange.ts";
import { interpretReply } from "./interpret-reply.ts";
import type { Observe } from "./observe.ts";
import { traceCall } from "./trace-call.ts";
import { trackingId } from "./tracking-id.ts";
import { unsettled } from "./unsettled.ts";

type RequestOptions = {
  apiUrl: string;
  timeoutMs: number;
  accessToken: AccessToken;
  observe: Observe;
  now: () => Date;
};

export type ZoomCall<T> = {
  endpoint: Endpoint;
  ids: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  body?: object;
  answer: z.ZodType<T>;
};

type SendCall = <T>(call: ZoomCall<T>, limits: AbortSignal) => Promise<T>;

type CallOutcome<T> = { ok: true; value: T } | { ok: false; failure: ZoomFailure };

/** Makes one call to the API, once more when the token turns out to be stale, and reads its answer. */
export function createRequest({ apiUrl, timeoutMs, accessToken, observe, now }: RequestOptions): SendCall {
  const traced = <T>(call: ZoomCall<T>, signal: AbortSignal): Promise<CallOutcome<T>> =>
    traceCall(call.endpoint, (headers) => attempt(call, signal, headers));

  return async (call, limits) => {
    const signal = AbortSignal.any([limits, AbortSignal.timeout(timeoutMs)]);
    const first = await traced(call, signal);
    const outcome = isStaleToken(first) ? await traced(call, signal) : first;
    if (!outcome.ok) throw new ZoomError(outcome.failure, call.endpoint);
    return outcome.value;
  };

  async function attempt<T>(
    call: ZoomCall<T>,
    signal: AbortSignal,
    headers: Record<string, string>,
  ): Promise<CallOutcome<T>> {
    const method = call.endpoint.slice(0, call.endpoint.indexOf(" "));
    const isMutating = method !== "GET";
    const url = urlOfCall(apiUrl, call);
    const token = await accessToken.get(signal);
    // A process that was frozen wakes with an overdue deadline: its timers have their say before anything is sent.
    if (isMutating) await sleep(0);

    const startedAt = performance.now();
    const reply = await exchange({
      method,
      url,
      headers: {
        ...headers,
        authorization: `Bearer ${token}`,
        accept: "application/json",
        ...(call.body && { "content-type": "application/json" }),
      },
      body: call.body && JSON.stringify(call.body),
      signal,
    });
    if (reply.kind === "answered" && reply.status === 401) accessToken.discard(token);

    const interpretation = interpretReply(reply, { isMutating, now: now() });
    const outcome = interpretation.ok ? read(call.answer, interpretation.json, isMutating) : interpretation;
    observe({
      endpoint: call.endpoint,
      outcome: outcome.ok ? "ok" : outcome.failure.kind,
      durationMs: performance.now() - startedAt,
      trackingId: trackingId(reply),
      ...(!outcome.ok && refusalOf(outcome.failure)),
    });
    return outcome;
  }
}

function urlOfCall(apiUrl: string, { endpoint, ids, query }: ZoomCall<unknown>): string {
  const search = query ? `?${new URLSearchParams(query)}` : "";
  return apiUrl.replace(/\/+$/, "") + endpointPath(endpoint, ids) + search;
}

function read<T>(answer: z.ZodType<T>, json: unknown, isMutating: boolean): CallOutcome<T> {
  const parsed = answer.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  // Only the names of the fields and our own words about them: their values may be anything.
  const fields = parsed.error.issues.slice(0, 5).map(({ code, path, message }) => ({
    field: path.join(".") || "the whole",
    message: code === "custom" ? message : "is missing or unreadable",
  }));
  const detail = `unreadable in the answer: ${fields.map(({ field }) => field).join(", ")}`;
  return { ok: false, failure: unsettled(isMutating, detail, fields) };
}

// 201 is a rumoured twin of 124.
function isStaleToken(outcome: CallOutcome<unknown>): boolean {
  if (outcome.ok || outcome.failure.kind !== "rejected" || outcome.failure.status !== 401) return false;
  return outcome.failure.code === 124 || outcome.failure.code === 201;
}
