import type { MiddlewareHandler } from "hono";
import type { Deps } from "../../deps.ts";
import type { AppEnv } from "../app-env.ts";
import { windowSeconds } from "./rate-limiter.ts";

/** Shows in the headers of every answer how many calls its caller has left. */
export function showAllowance({ config }: Pick<Deps, "config">): MiddlewareHandler<AppEnv> {
  const policy = `"default";q=${config.rateLimit.perMinute};w=${windowSeconds}`;
  return async (c, next) => {
    await next();
    const allowance = c.get("allowance");
    c.res.headers.set("RateLimit-Policy", policy);
    if (allowance.state === "unavailable") return;
    c.res.headers.set("RateLimit", `"default";r=${allowance.left};t=${allowance.resetSeconds}`);
  };
}
