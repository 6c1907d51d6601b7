import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import type { Authenticate } from "../../auth/authenticate.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { clientAddress } from "./client-address.ts";
import type { Allowance, RateLimiter } from "./rate-limiter.ts";

type LimitDeps = Pick<Deps, "config" | "encryption"> & { authenticate: Authenticate; limiter: RateLimiter };

/**
 * Counts so many calls of whoever makes a request: by who they are, else by where they come from; the request then knows
 * who calls. Answers the failure when the caller has too few left.
 */
export type CountCalls = (c: Context<AppEnv>, calls: number) => Promise<DomainError | null>;

export const createCountCalls =
  (deps: LimitDeps): CountCalls =>
  async (c, calls) => {
    const actor = await deps.authenticate(c.req.header("authorization")).catch(() => null);
    const allowance = await deps.limiter.consume(keyOf(deps, c, actor), calls);
    c.set("actor", actor);
    c.set("allowance", allowance);
    if (allowance.state === "unavailable" || allowance.allowed) return null;
    return tooManyCalls(deps.config.rateLimit.perMinute, allowance);
  };

// A verified token gives the same actor each time.
const knownKeys = new WeakMap<Actor, string>();

/** Neither the caller nor their address is stored in clear. */
function keyOf({ config, encryption }: LimitDeps, c: Context<AppEnv>, actor: Actor | null): string {
  const hash = (caller: readonly string[]) =>
    encryption.keyedHash("rate-limit", JSON.stringify(caller)).toString("base64url");
  if (!actor) return hash(["address", addressOf(c, config.trustedProxyHops)]);
  const key = knownKeys.get(actor) ?? hash(["sub", actor.sub]);
  knownKeys.set(actor, key);
  return key;
}

const addressOf = (c: Context<AppEnv>, trustedHops: number) =>
  clientAddress({
    socket: getConnInfo(c).remote.address,
    forwardedFor: c.req.header("x-forwarded-for"),
    trustedHops,
  });

function tooManyCalls(
  perMinute: number,
  { resetSeconds }: Extract<Allowance, { state: "counted" }>,
): DomainError {
  const message = `Too many calls: ${perMinute} a minute are allowed. Try again in ${resetSeconds} s; a batch must fit into what is left`;
  return new DomainError("RATE_LIMITED", message, { retryAfterSeconds: resetSeconds });
}
