import {
  createTRPCClient,
  getUntypedClient,
  httpLink,
  type Operation,
  splitLink,
  type TRPCClient,
} from "@trpc/client";
import superjson from "superjson";
import { callWithin } from "./call-within.ts";
import { ZoomServiceError } from "./errors.ts";
import { type FollowOptions, followEvents } from "./follow-events.ts";
import { procedures } from "./procedures.ts";
import { retryingFetch } from "./retrying-fetch.ts";
import type { AppRouter, EventOf, Inputs, Outputs } from "./router.ts";

type Token = string | (() => string | Promise<string>);

export interface ZoomClientOptions {
  /** Where the service runs, such as https://zoom.patientcare.example. */
  baseUrl: string;
  /** The caller's JWT, or a function that is called for one at each call. */
  token: Token;
  /** Milliseconds after which a call is given up; 20 000 by default. */
  timeoutMs?: number;
}

export interface CallOptions {
  /** Calls the call off. */
  signal?: AbortSignal;
  /** Milliseconds for this call alone. */
  timeoutMs?: number;
}

/** Options of a call that changes something. */
export interface ChangeOptions extends CallOptions {
  /**
   * Names the change (1 to 255 printable ASCII characters, such as a uuid): asked for again under the same name with the
   * same input within 24 hours, it is not done again but answered again. The SDK repeats a named change by itself when
   * the connection breaks or the service is briefly unavailable. Another input is refused with `IDEMPOTENCY_CONFLICT`.
   */
  idempotencyKey?: string;
}

type Method<Input, Output, Options> = undefined extends Input
  ? (input?: Input, options?: Options) => Promise<Output>
  : (input: Input, options?: Options) => Promise<Output>;

type OptionsOf<Kind> = Kind extends "mutation" ? ChangeOptions : CallOptions;

type Procedures = typeof procedures;

/** Iterate it with `for await`; it connects then. */
type Stream<Input, Output> = (
  input?: Input,
  options?: FollowOptions,
) => AsyncGenerator<EventOf<Output>, void>;

type Methods = {
  [R in keyof Outputs]: {
    [P in keyof Outputs[R] &
      keyof Inputs[R] &
      keyof Procedures[R]]: Outputs[R][P] extends AsyncIterable<unknown>
      ? Stream<Inputs[R][P], Outputs[R][P]>
      : Method<Inputs[R][P], Outputs[R][P], OptionsOf<Procedures[R][P]>>;
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
  const url = `${baseUrl.replace(/\/+$/, "")}/trpc`;
  const link = (fetcher: typeof fetch) =>
    httpLink<AppRouter>({
      url,
      transformer: superjson,
      // Inputs may hold e-mails: they travel in the body, never in a URL that others log.
      methodOverride: "POST",
      fetch: (input, init) => fetcher(input, init as RequestInit),
      headers: async ({ op }) => ({
        authorization: `Bearer ${await takeToken(token)}`,
        ...(isNamed(op) && { "idempotency-key": op.context.idempotencyKey }),
      }),
    });
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "query" || isNamed(op),
        true: link(retryingFetch),
        false: link(fetch),
      }),
    ],
  });
  const untyped = getUntypedClient(trpc);
  const method =
    (path: string, kind: "query" | "mutation") =>
    (input?: unknown, call: ChangeOptions = {}) =>
      callWithin(call.timeoutMs ?? timeoutMs, call.signal, async (signal) =>
        untyped[kind](path, input, { signal, context: nameOf(call) }),
      );
  const stream = (path: string) => (input?: object, call?: FollowOptions) =>
    followEvents(
      { url: `${url}/${path}`, takeToken: () => takeToken(token), tokenChanges: typeof token !== "string" },
      input,
      call,
    );
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
  ) as Methods;
  return { ...methods, trpc };
}

type Named = { context: { idempotencyKey: string } };

const isNamed = (op: Operation): op is Operation & Named =>
  op.type === "mutation" && typeof op.context.idempotencyKey === "string";

function nameOf({ idempotencyKey }: ChangeOptions): Partial<Named["context"]> {
  if (idempotencyKey === undefined) return {};
  if (/^[!-~]([ -~]{0,253}[!-~])?$/.test(idempotencyKey)) return { idempotencyKey };
  throw new ZoomServiceError(
    "VALIDATION_ERROR",
    "idempotencyKey must be 1 to 255 printable ASCII characters, without spaces at its ends",
  );
}

async function takeToken(token: Token): Promise<string> {
  if (typeof token === "string") return token;
  try {
    return await token();
  } catch (cause) {
    throw new ZoomServiceError("UNAUTHENTICATED", "There is no token: the token function failed", { cause });
  }
}
