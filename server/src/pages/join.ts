import { type Context, Hono } from "hono";
import type { Deps } from "../deps.ts";
import type { Reason } from "../domain/errors.ts";
import type { AppEnv as Env } from "../http/app-env.ts";
import type { CountUnknownLink } from "../http/rate-limit/count-calls.ts";
import { addressOf, hashForLog } from "../http/tell-refusals.ts";
import { wireOf } from "../http/wire-errors.ts";
import { redirectLink } from "../operations/links/redirect-link.ts";
import { type LinkView, viewLink } from "../operations/links/view-link.ts";
import { toDomainError } from "../to-domain-error.ts";
import { deviceOf } from "./device-cookie.ts";
import { followJoinPage } from "./join-events.ts";
import { joinPage } from "./join-page.ts";
import { scriptHash } from "./join-script.ts";
import type { PageState } from "./join-words.ts";
import { styleHash } from "./page-style.ts";
import { readLinkPath } from "./read-link-path.ts";

type PageStatus = 200 | (typeof wireOf)[Reason]["status"];

/** The join page: GET shows where the visit stands and uses nothing up, POST goes on to Zoom. */
export function mountJoinPage(app: Hono<Env>, deps: Deps, countUnknown: CountUnknownLink): void {
  const { clinic } = deps.config;
  const headers = pageHeaders(deps.config.zoom);
  const show = (
    c: Context<Env>,
    status: PageStatus,
    state: PageState,
    link: LinkView | null,
    retrySeconds = 20,
  ) =>
    c.html(joinPage(state, link, clinic, state === "trouble" ? c.get("requestId") : null), status, {
      ...headers,
      ...(status === 503 && { "Retry-After": "5" }),
      ...(status === 429 && { "Retry-After": String(retrySeconds) }),
    });
  const showUnknown = async (c: Context<Env>) => {
    deps.metrics.linkRedirects.inc({ state: "unknown" });
    const waitSeconds = await countUnknown(c);
    if (waitSeconds !== null) return show(c, 429, "too-many-tries", null, waitSeconds);
    const addressHash = hashForLog(deps, addressOf(c, deps.config.trustedProxyHops));
    const requestId = c.get("requestId");
    deps.log.info(
      { event: "link-refused", reason: "unknown", requestId, addressHash },
      "A link is not known",
    );
    return show(c, 404, "unknown", null);
  };
  const refuseMethod = (c: Context<Env>, allowed: string) => {
    c.header("Allow", allowed);
    return show(c, 405, "wrong-method", null);
  };
  const follow = followJoinPage(deps);
  const pages = new Hono<Env>();

  pages.all("*", async (c) => {
    const path = readLinkPath(new URL(c.req.url).pathname);
    if (!path) return showUnknown(c);
    const { token, leadsTo } = path;
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    if (leadsTo === "events") {
      if (!isRead) return refuseMethod(c, "GET, HEAD");
      const stream = await follow(c, token);
      if (stream instanceof Response) return stream;
      return stream === "unknown" ? showUnknown(c) : show(c, 429, stream, null);
    }
    if (c.req.method === "POST") return goOn(c, token);
    if (!isRead) return refuseMethod(c, "GET, HEAD, POST");
    const link = await viewLink(deps, token);
    return link ? show(c, 200, link.state, link) : showUnknown(c);
  });

  async function goOn(c: Context<Env>, token: string) {
    const redirect = await redirectLink(deps, token, {
      requestId: c.get("requestId"),
      device: deviceOf(c, deps.publicUrl),
    });
    if (redirect.kind === "unknown") return showUnknown(c);
    if (redirect.kind === "redirected") return c.body(null, 303, { ...headers, Location: redirect.url });
    const { link, reason } = redirect;
    return show(c, wireOf[reason].status, link.state === "open" ? "zoom-away" : link.state, link);
  }

  // People are here, not programs: they get a page, too, when we fail.
  pages.onError((error, c) => {
    const { reason } = toDomainError(error);
    deps.databaseState.note(error);
    if (reason === "INTERNAL_ERROR") {
      const requestId = c.get("requestId");
      deps.databaseState.report(error, "A join page failed", { requestId, method: c.req.method });
    }
    return show(c, reason === "SERVICE_UNAVAILABLE" ? 503 : 500, "trouble", null);
  });

  app.route("/j", pages);
}

/** A form that is sent on elsewhere is blocked unless the policy names where: Zoom, and ours. */
function pageHeaders({ apiUrl, joinHosts }: Deps["config"]["zoom"]): Record<string, string> {
  const zoom = joinHosts.flatMap((host) => [`https://${host}`, `https://*.${host}`]);
  const policy = [
    "default-src 'none'",
    `style-src ${styleHash}`,
    `script-src ${scriptHash}`,
    "connect-src 'self'",
    "img-src data:",
    `form-action 'self' ${[...zoom, new URL(apiUrl).origin].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
  };
}
