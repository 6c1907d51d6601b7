import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { createApi } from "../api/api-routes.ts";
import { createOauth } from "../api/oauth-routes.ts";
import type { World } from "../world.ts";
import { answerWithFault } from "./answer-with-fault.ts";
import { hostOfCall } from "./host-of-call.ts";
import { takeFault } from "./take-fault.ts";

type NodeContext = Context<{ Bindings: HttpBindings }>;

function cutConnection(c: NodeContext): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function waitForCallerToLeave(c: NodeContext): Promise<Response> {
  return new Promise((resolve) => {
    c.env.outgoing.once("close", () => resolve(RESPONSE_ALREADY_SENT));
  });
}

/** The API and OAuth behind everything that can go wrong on the way to them; keeps the journal of calls. */
export function createZoomRoutes(world: World): Hono<{ Bindings: HttpBindings }> {
  const zoom = new Hono().route("/v2", createApi(world)).route("/oauth", createOauth(world));
  const routes = new Hono<{ Bindings: HttpBindings }>();

  async function answer(c: NodeContext): Promise<Response> {
    if (world.state.outage) return cutConnection(c);
    const { method, url, headers } = c.req.raw;
    const { pathname } = new URL(url);
    const fault = takeFault(world.state, { method, pathname, host: hostOfCall(world, pathname) });
    if (!fault) return zoom.fetch(c.req.raw);
    // The body is read up front, because the connection may be gone by the time it is needed.
    const body = method === "GET" || method === "HEAD" ? undefined : await c.req.arrayBuffer();
    return answerWithFault(
      {
        request: new Request(url, { method, headers, body }),
        perform: async (request) => zoom.fetch(request),
        cut: () => cutConnection(c),
        silence: () => waitForCallerToLeave(c),
        performLater(request, delayMs) {
          setTimeout(async () => {
            const response = await zoom.fetch(request);
            record(method, url, response.status);
          }, delayMs);
        },
      },
      fault,
    );
  }

  function record(method: string, url: string, status: number): void {
    const { pathname, search } = new URL(url);
    const host = hostOfCall(world, pathname);
    const at = world.now().toISOString();
    world.calls.push({ at, method, path: pathname + search, status, ...(host ? { host } : {}) });
  }

  async function answerAndRecord(c: NodeContext): Promise<Response> {
    const { method, url } = c.req.raw;
    const response = await answer(c);
    record(method, url, response === RESPONSE_ALREADY_SENT ? 0 : response.status);
    return response;
  }

  routes.all("/v2/*", answerAndRecord);
  routes.all("/oauth/*", answerAndRecord);
  return routes;
}
