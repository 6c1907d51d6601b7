import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { createApiRoutes } from "./api/api-routes.ts";
import { createOauthRoutes } from "./api/oauth.ts";
import { hostOfCall, type JournaledCall, openJournalEntry } from "./call-journal.ts";
import { consumeFault } from "./faults/fault.ts";
import { respondWithFault } from "./faults/respond-with-fault.ts";
import type { SandboxContext } from "./state.ts";

type NodeContext = Context<{ Bindings: HttpBindings }>;

function resetConnection(c: NodeContext): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function waitForDisconnect(c: NodeContext): Promise<Response> {
  return new Promise((resolve) => {
    c.env.outgoing.once("close", () => resolve(RESPONSE_ALREADY_SENT));
  });
}

/** The API and OAuth with fault injection in front of them; records every call in the journal. */
export function createZoomRoutes(context: SandboxContext): Hono<{ Bindings: HttpBindings }> {
  const zoom = new Hono().route("/v2", createApiRoutes(context)).route("/oauth", createOauthRoutes(context));
  const routes = new Hono<{ Bindings: HttpBindings }>();
  const openEntry = (call: Pick<Request, "method" | "url" | "headers">) =>
    openJournalEntry(context, call, (request) => zoom.fetch(request));

  async function respond(c: NodeContext, { perform }: JournaledCall): Promise<Response> {
    if (context.state.outage) return resetConnection(c);
    const { method, url, headers } = c.req.raw;
    const fault = consumeFault(context.state, { method, url, host: hostOfCall(context, url) });
    if (!fault) return perform(c.req.raw);
    // The body is read up front, because the connection may be gone by the time it is needed.
    const body = method === "GET" || method === "HEAD" ? undefined : await c.req.arrayBuffer();
    return respondWithFault(
      {
        request: new Request(url, { method, headers, body }),
        perform,
        disconnect: () => resetConnection(c),
        waitForDisconnect: () => waitForDisconnect(c),
        performLater(request, delayMs) {
          setTimeout(async () => {
            const entry = openEntry(request);
            const response = await entry.perform(request);
            entry.record(response.status);
          }, delayMs);
        },
      },
      fault,
    );
  }

  async function respondAndRecord(c: NodeContext): Promise<Response> {
    const entry = openEntry(c.req.raw);
    const response = await respond(c, entry);
    entry.record(response === RESPONSE_ALREADY_SENT ? 0 : response.status);
    return response;
  }

  routes.all("/v2/*", respondAndRecord);
  routes.all("/oauth/*", respondAndRecord);
  return routes;
}
