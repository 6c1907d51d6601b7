import type { Context } from "hono";
import type { Authenticate } from "../../auth/authenticate.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { addressOf, hashForLog, surfaceOf } from "../tell-refusals.ts";
import type { Allowance, RateLimiter } from "./rate-limiter.ts";

type LimitDeps = Pick<Deps, "config" | "encryption" | "log"> & { limiter: RateLimiter };

/**
 * Counts so many calls of whoever makes a request: by who they are, else by where they come from; the request then knows
 * who calls. Answers the failure when the caller has too few left.
 */
export type CountCalls = (c: Context<AppEnv>, calls: number) => Promise<DomainError | null>;

export const createCountCalls =
  (deps: LimitDeps & { authenticate: Authenticate }): CountCalls =>
  async (c, calls) => {
    const actor = await deps.authenticate(c.req.header("authorization")).catch(() => null);
    const allowance = await deps.limiter.consume(keyOf(deps, c, actor), calls);
    c.set("actor", actor);
    c.set("allowance", allowance);
    if (allowance.state === "unavailable" || allowance.allowed) return null;
    if (allowance.isFirstRefusal) tellRateLimited(deps, c, actor);
    return tooManyCalls(deps.config.rateLimit.perMinute, allowance);
  };

/** Counts a link that is not known; answers the seconds that its address has to wait, or null while it has tries left. */
export type CountUnknownLink = (c: Context<AppEnv>) => Promise<number | null>;

/** Counted apart from calls: whoever may call no more may still open a link. */
export const createCountUnknownLink =
  (deps: LimitDeps): CountUnknownLink =>
  async (c) => {
    const address = addressOf(c, deps.config.trustedProxyHops);
    const allowance = await deps.limiter.consume(hashOf(deps, ["unknown-link", address]), 1);
    if (allowance.state === "unavailable" || allowance.allowed) return null;
    if (allowance.isFirstRefusal) tellRateLimited(deps, c, null);
    return allowance.resetSeconds;
  };

/** Once for a caller in a window: the number of their refusals is a metric. */
function tellRateLimited(deps: LimitDeps, c: Context<AppEnv>, actor: Actor | null): void {
  const address = hashForLog(deps, addressOf(c, deps.config.trustedProxyHops));
  deps.log.warn(
    {
      event: "rate-limited",
      surface: surfaceOf(c.req.path),
      requestId: c.get("requestId"),
      ...(actor ? { subjectHash: hashForLog(deps, actor.sub) } : { addressHash: address }),
    },
    "A caller made more calls, or tried more links, than are allowed in a minute",
  );
}

// A verified token gives the same actor each time.
const knownKeys = new WeakMap<Actor, string>();

/** Neither the caller nor their address is stored in clear. */
const hashOf = ({ encryption }: LimitDeps, caller: readonly string[]): string =>
  encryption.keyedHash("rate-limit", JSON.stringify(caller)).toString("base64url");

function keyOf(deps: LimitDeps, c: Context<AppEnv>, actor: Actor | null): string {
  if (!actor) return hashOf(deps, ["address", addressOf(c, deps.config.trustedProxyHops)]);
  const key = knownKeys.get(actor) ?? hashOf(deps, ["sub", actor.sub]);
  knownKeys.set(actor, key);
  return key;
}

function tooManyCalls(
  perMinute: number,
  { resetSeconds }: Extract<Allowance, { state: "counted" }>,
): DomainError {
  const message = `Too many calls: ${perMinute} a minute are allowed. Try again in ${resetSeconds} s; a batch must fit into what is left`;
  return new DomainError("RATE_LIMITED", message, { retryAfterSeconds: resetSeconds });
}
