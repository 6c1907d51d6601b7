import { createTRPCClient, httpLink, splitLink, type TRPCClient, TRPCClientError } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import superjson from "superjson";
import { type ErrorData, ZoomServiceError } from "./errors.ts";
import { retryingFetch } from "./retrying-fetch.ts";
import type { AppRouter } from "./router.ts";

export interface ZoomClientOptions {
  /** Where the service runs, such as https://zoom.patientcare.example. */
  baseUrl: string;
  /** The caller's JWT, or a function that gives a fresh one for each call. */
  token: string | (() => string | Promise<string>);
  /** Milliseconds after which a call is given up; 20 000 unless told. */
  timeoutMs?: number;
}

export interface CallOptions {
  /** Calls the call off. */
  signal?: AbortSignal;
  /** Milliseconds for this call alone. */
  timeoutMs?: number;
}

export type Inputs = inferRouterInputs<AppRouter>;
export type Outputs = inferRouterOutputs<AppRouter>;

const procedures = {
  meetings: {
    create: "mutation",
    get: "query",
    getByAppointment: "query",
    list: "query",
    update: "mutation",
    cancel: "mutation",
    retry: "mutation",
  },
  links: { get: "query", revoke: "mutation" },
  lifecycle: { appointmentChanged: "mutation", start: "mutation", end: "mutation", history: "query" },
  stats: { overview: "query" },
} as const satisfies { [R in keyof Outputs]: { [P in keyof Outputs[R]]: "query" | "mutation" } };

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
  /** The tRPC client underneath. */
  trpc: TRPCClient<AppRouter>;
};

const defaultTimeoutMs = 20_000;

export function createZoomClient({
  baseUrl,
  token,
  timeoutMs = defaultTimeoutMs,
}: ZoomClientOptions): ZoomClient {
  const link = (fetcher: typeof fetch) =>
    httpLink<AppRouter>({
      url: `${baseUrl.replace(/\/+$/, "")}/trpc`,
      transformer: superjson,
      // Inputs may hold e-mails: they travel in the body, never in a URL that others log.
      methodOverride: "POST",
      fetch: fetcher as never,
      headers: async () => ({ authorization: `Bearer ${typeof token === "string" ? token : await token()}` }),
    });
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({ condition: ({ type }) => type === "query", true: link(retryingFetch), false: link(fetch) }),
    ],
  });
  const method =
    (router: string, name: string, kind: "query" | "mutation") =>
    (input?: unknown, options: CallOptions = {}): Promise<unknown> =>
      callWithin(options.timeoutMs ?? timeoutMs, options.signal, (signal) => {
        const target = trpc as unknown as Untyped;
        return (
          target[router]?.[name]?.[kind === "query" ? "query" : "mutate"](input, { signal }) ??
          Promise.reject()
        );
      });
  const methods = Object.fromEntries(
    Object.entries(procedures).map(([router, names]) => [
      router,
      Object.fromEntries(Object.entries(names).map(([name, kind]) => [name, method(router, name, kind)])),
    ]),
  );
  return { ...(methods as Methods), trpc };
}

type Call = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;
type Untyped = Record<string, Record<string, Record<"query" | "mutate", Call>>>;

async function callWithin(
  milliseconds: number,
  signal: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(milliseconds);
  try {
    return await call(signal ? AbortSignal.any([signal, timeout]) : timeout);
  } catch (error) {
    if (signal?.aborted)
      throw new ZoomServiceError("ABORTED", "The call was called off", { cause: signal.reason });
    if (timeout.aborted) {
      throw new ZoomServiceError(
        "TIMEOUT",
        `No answer came within ${milliseconds} ms; the call may still take effect`,
      );
    }
    throw asZoomError(error);
  }
}

function asZoomError(error: unknown): ZoomServiceError {
  const data = error instanceof TRPCClientError ? (error.data as ErrorData | null | undefined) : undefined;
  if (data?.reason) return new ZoomServiceError(data.reason, (error as Error).message, { data });
  return new ZoomServiceError(
    "NETWORK_ERROR",
    "The service could not be reached: check baseUrl and the network",
    {
      cause: error,
    },
  );
}
