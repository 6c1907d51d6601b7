import { createTRPCClient, getUntypedClient, httpLink, splitLink, type TRPCClient } from "@trpc/client";
import superjson from "superjson";
import { callWithin } from "./call-within.ts";
import { ZoomServiceError } from "./errors.ts";
import { procedures } from "./procedures.ts";
import { retryingFetch } from "./retrying-fetch.ts";
import type { AppRouter, Inputs, Outputs } from "./router.ts";

type Token = string | (() => string | Promise<string>);

export interface ZoomClientOptions {
  /** Where the service runs, such as https://zoom.patientcare.example. */
  baseUrl: string;
  /** The caller's JWT, or a function that is asked for one at each call. */
  token: Token;
  /** Milliseconds after which a call is given up; 20 000 unless told. */
  timeoutMs?: number;
}

export interface CallOptions {
  /** Calls the call off. */
  signal?: AbortSignal;
  /** Milliseconds for this call alone. */
  timeoutMs?: number;
}

type Method<Input, Output> = undefined extends Input
  ? (input?: Input, options?: CallOptions) => Promise<Output>
  : (input: Input, options?: CallOptions) => Promise<Output>;

type Methods = {
  [R in keyof Outputs]: {
    [P in keyof Outputs[R] & keyof Inputs[R]]: Method<Inputs[R][P], Outputs[R][P]>;
  };
};

/** The service's procedures as plain methods. Dates are Dates; every failure is a `ZoomServiceError`. */
export type ZoomClient = Methods & {
  /** The tRPC client underneath: no time limit, and tRPC's own errors. */
  trpc: TRPCClient<AppRouter>;
};

const defaultTimeoutMs = 20_000;

/** @throws TypeError when `baseUrl` is no absolute http(s) URL */
export function createZoomClient(options: ZoomClientOptions): ZoomClient {
  const { baseUrl, token, timeoutMs = defaultTimeoutMs } = options;
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new TypeError("baseUrl must be an absolute URL, such as https://zoom.patientcare.example");
  }
  const link = (fetcher: typeof fetch) =>
    httpLink<AppRouter>({
      url: `${baseUrl.replace(/\/+$/, "")}/trpc`,
      transformer: superjson,
      // Inputs may hold e-mails: they travel in the body, never in a URL that others log.
      methodOverride: "POST",
      fetch: (input, init) => fetcher(input, init as RequestInit),
      headers: async () => ({ authorization: `Bearer ${await takeToken(token)}` }),
    });
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({ condition: ({ type }) => type === "query", true: link(retryingFetch), false: link(fetch) }),
    ],
  });
  const untyped = getUntypedClient(trpc);
  const method =
    (path: string, kind: "query" | "mutation") =>
    (input?: unknown, call: CallOptions = {}) =>
      callWithin(call.timeoutMs ?? timeoutMs, call.signal, (signal) =>
        untyped[kind](path, input, { signal }),
      );
  const methods = Object.fromEntries(
    Object.entries(procedures).map(([router, kinds]) => [
      router,
      Object.fromEntries(
        Object.entries(kinds).map(([name, kind]) => [name, method(`${router}.${name}`, kind)]),
      ),
    ]),
  ) as Methods;
  return { ...methods, trpc };
}

async function takeToken(token: Token): Promise<string> {
  if (typeof token === "string") return token;
  try {
    return await token();
  } catch (cause) {
    throw new ZoomServiceError("UNAUTHENTICATED", "There is no token: the token function failed", { cause });
  }
}
