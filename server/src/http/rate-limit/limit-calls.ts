import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import type { Authenticate } from "../../auth/authenticate.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { clientAddress } from "./client-address.ts";
import { type Allowance, type RateLimiter, windowSeconds } from "./rate-limiter.ts";

/** How one surface counts calls, and how it words a refusal. */
export interface Surface {
  costOf(c: Context<AppEnv>): number;
  refuse(c: Context<AppEnv>, told: DomainError): Response;
}

type LimitDeps = Pick<Deps, "config" | "encryption"> & { authenticate: Authenticate; limiter: RateLimiter };

/**
 * Lets each caller make so many calls a minute: by who they are, else by where they come from. Says in the headers of
 * every answer what is left, and knows from then on who calls.
 */
export function limitCalls(deps: LimitDeps, { costOf, refuse }: Surface): MiddlewareHandler<AppEnv> {
  const { perMinute } = deps.config.rateLimit;
  const policy = `"default";q=${perMinute};w=${windowSeconds}`;
  return async (c, next) => {
    const actor = await deps.authenticate(c.req.header("authorization")).catch(() => null);
    const allowance = await deps.limiter.take(keyOf(deps, c, actor), Math.max(costOf(c), 1));
    c.set("actor", actor);
    c.set("limiterAway", allowance.state === "away");
    if (allowance.state === "counted" && !allowance.allowed) c.res = refuse(c, refusal(perMinute, allowance));
    else await next();
    c.res.headers.set("RateLimit-Policy", policy);
    if (allowance.state === "away") return;
    c.res.headers.set("RateLimit", `"default";r=${allowance.left};t=${allowance.resetSeconds}`);
  };
}

// A token that was verified before brings the same actor again.
const knownKeys = new WeakMap<Actor, string>();

/** Neither who calls nor where from is kept in clear. */
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

function refusal(perMinute: number, { resetSeconds }: Extract<Allowance, { state: "counted" }>): DomainError {
  const message = `There are too many calls: ${perMinute} a minute are allowed. Go on in ${resetSeconds} s; a batch must fit into what is left`;
  return new DomainError("RATE_LIMITED", message, { retryAfterSeconds: resetSeconds });
}
