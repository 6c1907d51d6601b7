import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { decodeJwt } from "jose";
import { Unauthenticated } from "../auth/unauthenticated.ts";
import type { Deps } from "../deps.ts";
import type { AuthFailure } from "../domain/auth-failures.ts";
import type { AppEnv } from "./app-env.ts";
import { clientAddress } from "./rate-limit/client-address.ts";

/** The doors of the service. */
export type Surface = "rest" | "rpc" | "webhook" | "join" | "other";

/** A webhook's own kinds of reasons stand beside those of tokens. */
type Reason = AuthFailure | "too-old";

type TellDeps = Pick<Deps, "log" | "metrics" | "encryption" | "config">;

interface Caller {
  requestId: string;
  /** The address of the network that the request came from. */
  address: string;
  authorization?: string;
}

/** The address of the caller's network, as far as our proxies tell it. */
export const addressOf = (c: Context<AppEnv>, trustedHops: number): string =>
  clientAddress({
    socket: getConnInfo(c).remote.address,
    forwardedFor: c.req.header("x-forwarded-for"),
    trustedHops,
  });

/** Tells that a caller could not be established; hashes say whether it is the same caller again. */
export function tellAuthFailure(deps: TellDeps, surface: Surface, reason: Reason, caller: Caller): void {
  deps.metrics.authFailures.inc({ surface, reason });
  const { requestId, address, authorization } = caller;
  deps.log.warn(
    {
      event: "auth-failed",
      surface,
      reason,
      requestId,
      addressHash: hashForLog(deps, address),
      ...subjectIn(deps, authorization),
    },
    "A caller could not be established",
  );
}

/** {@link tellAuthFailure} for a request with a token, where `error` says that it did not hold. */
export function tellRefusedToken(
  deps: TellDeps,
  c: Context<AppEnv>,
  surface: "rest" | "rpc",
  error: unknown,
): void {
  if (!(error instanceof Unauthenticated)) return;
  tellAuthFailure(deps, surface, error.failure, {
    requestId: c.get("requestId"),
    address: addressOf(c, deps.config.trustedProxyHops),
    authorization: c.req.header("authorization"),
  });
}

/** The same value gives the same hash, which tells nothing of it. */
export const hashForLog = ({ encryption }: Pick<Deps, "encryption">, value: string): string =>
  encryption.keyedHash("log", value).toString("base64url").slice(0, 16);

/** The subject that a token claims: nothing has proven it. */
function subjectIn(deps: TellDeps, authorization: string | undefined): { subjectHash?: string } {
  try {
    const { sub } = decodeJwt(authorization?.replace(/^Bearer /i, "") ?? "");
    return sub === undefined ? {} : { subjectHash: hashForLog(deps, sub) };
  } catch {
    return {};
  }
}

/** Counts what was answered with a status from 400 on. */
export function countRefusal({ metrics }: Pick<Deps, "metrics">, surface: Surface, status: number): void {
  if (status >= 400) metrics.refused.inc({ surface, status: String(status) });
}

const surfaceOfFolder: Record<string, Surface> = { trpc: "rpc", api: "rest", j: "join" };

export const surfaceOf = (path: string): Surface => surfaceOfFolder[path.split("/")[1] ?? ""] ?? "other";
