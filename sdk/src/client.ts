import { callWithin } from "./call-within.ts";
import { followEvents } from "./follow-events.ts";
import type { CallOptions, ChangeOptions, FollowOptions } from "./options.ts";
import { checkIdempotencyKey, checkTimeout, randomId, requestIdOf } from "./request-headers.ts";
import { sendCall } from "./send-call.ts";
import type { Methods } from "./service/methods.ts";
import { procedures } from "./service/procedures.ts";
import type { Token } from "./take-token.ts";
import { createTrpcClient, type TrpcClient } from "./trpc-client.ts";

/** Options of {@link createZoomClient}. */
export interface ZoomClientOptions {
  /** Where the service runs, such as https://zoom.patientcare.example. */
  baseUrl: string;
  /** The caller's JWT, or a function that is called for one at each call. */
  token: Token;
  /** Milliseconds after which a call is given up, its repetitions included. Default: 20 000. */
  timeoutMs?: number | undefined;
}

/** The service's procedures as plain methods. Dates are Dates; every failure is a `ZoomServiceError`. */
export interface ZoomClient extends Methods {
  /** The tRPC client underneath: no time limit, and tRPC's own errors. Streams go through the method alone. */
  readonly trpc: TrpcClient;
}

const defaultTimeoutMs = 20_000;

/**
 * Makes a client of the service. It connects at the first call, and needs no closing.
 * @throws TypeError when `baseUrl` is no absolute http(s) URL, or holds a user name or a password
 */
export function createZoomClient(options: ZoomClientOptions): ZoomClient {
  const { token, timeoutMs = defaultTimeoutMs } = options;
  const url = `${checkBaseUrl(options.baseUrl)}/trpc`;

  const method = (path: string, kind: "query" | "mutation" | "repeatable") => {
    return async (input?: unknown, call: ChangeOptions & CallOptions = {}) => {
      const requestId = requestIdOf(call.requestId);
      const given = kind === "query" ? undefined : checkIdempotencyKey(call.idempotencyKey);
      const idempotencyKey = given ?? (kind === "repeatable" ? randomId() : undefined);
      const mayRepeat = kind === "query" || idempotencyKey !== undefined;
      const limits = { timeoutMs: checkTimeout(call.timeoutMs ?? timeoutMs), signal: call.signal, requestId };
      return callWithin(limits, (signal, deadline) =>
        sendCall({
          url: `${url}/${path}`,
          input,
          token,
          requestId,
          idempotencyKey,
          mayRepeat,
          signal,
          deadline,
        }),
      );
    };
  };
  const stream = (path: string) => (input?: object, follow?: FollowOptions) =>
    followEvents({ url: `${url}/${path}`, token }, input, follow);

  const methods = Object.fromEntries(
    Object.entries(procedures).map(([router, kinds]) => [
      router,
      Object.fromEntries(
        Object.entries(kinds).map(([name, kind]) => [
          name,
          kind === "subscription" ? stream(`${router}.${name}`) : method(`${router}.${name}`, kind),
        ]),
      ),
    ]),
  ) as unknown as Methods;
  return { ...methods, trpc: createTrpcClient(url, token) };
}

function checkBaseUrl(baseUrl: string): string {
  const url = /^https?:\/\//i.test(baseUrl) && URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!url) throw new TypeError("baseUrl must be an absolute URL, such as https://zoom.patientcare.example");
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("baseUrl must hold no user name and no password: the token says who calls");
  }
  return baseUrl.replace(/\/+$/, "");
}
