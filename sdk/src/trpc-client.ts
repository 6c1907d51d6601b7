import { createTRPCClient, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { AppRouter } from "./app-router.ts";
import { ZoomServiceError } from "./errors.ts";
import { checkIdempotencyKey, requestIdOf } from "./request-headers.ts";
import { sendCall } from "./send-call.ts";
import type { Inputs, Outputs } from "./service/methods.ts";
import type { procedures } from "./service/procedures.ts";
import type { Token } from "./take-token.ts";

/** Options of a call through the tRPC client. */
export interface TrpcCallOptions {
  /** Ends the call early. */
  signal?: AbortSignal;
  /** `requestId` and `idempotencyKey` are sent as with the methods. */
  context?: Record<string, unknown>;
}

type Caller<Input, Output> = undefined extends Input
  ? (input?: Input, options?: TrpcCallOptions) => Promise<Output>
  : (input: Input, options?: TrpcCallOptions) => Promise<Output>;

type Procedures = typeof procedures;

/** tRPC's client as far as it calls this service: `trpc.meetings.get.query({ meetingId })`. */
export type TrpcClient = {
  [R in keyof Procedures]: {
    [P in keyof Procedures[R] & keyof Inputs[R] & keyof Outputs[R] as Procedures[R][P] extends "subscription"
      ? never
      : P]: Procedures[R][P] extends "query"
      ? { query: Caller<Inputs[R][P], Outputs[R][P]> }
      : { mutate: Caller<Inputs[R][P], Outputs[R][P]> };
  };
};

/** tRPC's client, over the same calls as the methods. */
export function createTrpcClient(url: string, token: Token): TrpcClient {
  const link: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        const call = async () => {
          const { requestId, idempotencyKey } = op.context as { requestId?: string; idempotencyKey?: string };
          const key = op.type === "query" ? undefined : checkIdempotencyKey(idempotencyKey);
          return sendCall({
            url: `${url}/${op.path}`,
            input: op.input,
            token,
            requestId: requestIdOf(requestId),
            idempotencyKey: key,
            mayRepeat: op.type === "query" || key !== undefined,
            signal: op.signal ?? undefined,
            deadline: Number.POSITIVE_INFINITY,
          });
        };
        call().then(
          (data) => {
            observer.next({ result: { type: "data", data } });
            observer.complete();
          },
          (error: unknown) => observer.error(toTrpcError(error)),
        );
      });
  return createTRPCClient<AppRouter>({ links: [link] });
}

/** tRPC's own error, with the shape that the service gave it; the SDK's error is its cause. */
function toTrpcError(error: unknown): TRPCClientError<AppRouter> {
  if (!(error instanceof ZoomServiceError)) return TRPCClientError.from<AppRouter>(Object(error));
  const { message, data } = error;
  if (!data) return new TRPCClientError<AppRouter>(message, { cause: error });
  const code = TRPC_ERROR_CODES_BY_KEY[data.code as keyof typeof TRPC_ERROR_CODES_BY_KEY];
  return new TRPCClientError<AppRouter>(message, {
    result: { error: { message, code, data } },
    cause: error,
  });
}
