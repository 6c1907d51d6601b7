import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import type { AppEnv } from "../http/app-env.ts";
import { restRoutes } from "./routes.ts";

const docsBase = "/api/zoom";
const deprecatedSince = new Date("2026-11-01T00:00:00Z");
// As RFC 9745 writes a date.
const deprecation = `@${deprecatedSince.getTime() / 1000}`;
const maxNamedServices = 50;
const routes: ReadonlySet<string> = new Set(restRoutes.map(({ method, path }) => `${method} ${path}`));

/** Marks every answer over REST as deprecated, and counts the callers who still use it. */
export function markDeprecated({ metrics, config }: Deps): MiddlewareHandler<AppEnv> {
  const nameOf = callerNames();
  return async (c, next) => {
    await next();
    c.res.headers.set("Deprecation", deprecation);
    if (config.docs) c.res.headers.append("Link", '</docs>; rel="deprecation"');
    metrics.restCalls.inc({ caller: nameOf(c.get("actor")), route: routeOf(c) });
  };
}

/** Names a service by itself, a person by their role. Names come with tokens: only so many are distinguished. */
export function callerNames(): (actor: Actor | null) => string {
  const services = new Set<string>();
  return (actor) => {
    if (!actor) return "anonymous";
    if (actor.role !== "service") return actor.role;
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(actor.sub)) return "other";
    if (services.size < maxNamedServices) services.add(actor.sub);
    return services.has(actor.sub) ? actor.sub : "other";
  };
}

/** Method and pattern, never the address itself: that names a meeting. */
function routeOf(c: Context<AppEnv>): string {
  const matched = matchedRoutes(c).map(({ path }) => `${c.req.method} ${path.slice(docsBase.length)}`);
  return matched.find((route) => routes.has(route)) ?? "other";
}
