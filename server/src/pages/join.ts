import type { Context, Hono } from "hono";
import type { Deps } from "../deps.ts";
import { wireOf } from "../failures.ts";
import { openLink } from "../operations/open-link.ts";
import { passLink } from "../operations/pass-link.ts";
import { joinPage, styleHash } from "./join-page.ts";

type Env = { Variables: { requestId: string } };

/** The join page: GET shows where the visit stands and uses nothing up, POST goes on to Zoom. */
export function mountJoinPage(app: Hono<Env>, deps: Deps): void {
  const { clinic } = deps.config;
  const headers = pageHeaders(deps.config.zoom.apiUrl);
  const show = (c: Context<Env>, status: 200 | 403 | 404 | 410 | 503, ...page: Parameters<typeof joinPage>) =>
    c.html(joinPage(...page), status, status === 503 ? { ...headers, "Retry-After": "5" } : headers);

  app.get("/j/:token", async (c) => {
    const link = await openLink(deps, c.req.param("token"));
    return link ? show(c, 200, link.state, link, clinic) : show(c, 404, "unknown", null, clinic);
  });

  app.post("/j/:token", async (c) => {
    const passage = await passLink(deps, c.req.param("token"), c.get("requestId"));
    if (passage.kind === "unknown") return show(c, 404, "unknown", null, clinic);
    if (passage.kind === "on") {
      return c.body(null, 303, { ...headers, Location: passage.url });
    }
    const { link, reason } = passage;
    const status = wireOf[reason].status as 403 | 410 | 503;
    return show(c, status, link.state === "open" ? "zoom-away" : link.state, link, clinic);
  });
}

/** A form that is sent on elsewhere is blocked unless the policy names where: Zoom, and ours. */
function pageHeaders(apiUrl: string): Record<string, string> {
  const zoom = "https://zoom.us https://*.zoom.us https://zoomgov.com https://*.zoomgov.com";
  const policy = [
    "default-src 'none'",
    `style-src ${styleHash}`,
    `form-action 'self' ${zoom} ${new URL(apiUrl).origin}`,
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
