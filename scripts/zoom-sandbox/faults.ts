import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { createApiRoutes } from "./api/api-routes.ts";
import { createOauthRoutes } from "./api/oauth.ts";
import type { Fault, FaultKind, SandboxContext, SandboxState } from "./state.ts";
import { newTrackingId } from "./zoom-formats.ts";

type CallDetails = { method: string; pathname: string; host: string | undefined };

function matches({ match, times }: Fault, { method, pathname, host }: CallDetails): boolean {
  return (
    times !== 0 &&
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.path === undefined || new RegExp(match.path).test(pathname)) &&
    (match.host === undefined || match.host.toLowerCase() === host)
  );
}

/** The first fault that matches this call; it counts one call less afterwards. */
function consumeFault(state: SandboxState, call: CallDetails): Fault | undefined {
  const fault = state.faults.find((each) => matches(each, call));
  if (!fault) return undefined;
  if (fault.times > 0) fault.times -= 1;
  state.faults = state.faults.filter(({ times }) => times !== 0);
  return fault;
}

/** The e-mail of the host whom an API call concerns; undefined when its path names none. */
function hostOfCall(context: SandboxContext, pathname: string): string | undefined {
  const user = pathname.match(/^\/v2\/users\/([^/]+)/)?.[1];
  if (user) {
    const idOrEmail = decodeURIComponent(user);
    return idOrEmail.includes("@") ? idOrEmail.toLowerCase() : context.state.users[idOrEmail]?.email;
  }
  const meeting = pathname.match(/^\/v2\/(?:past_)?meetings\/(\d+)/)?.[1];
  return meeting ? context.state.meetings[meeting]?.hostEmail : undefined;
}

const gatewayPage =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n";

type FaultyCall = {
  request: Request;
  perform(request: Request): Promise<Response>;
  /** Closes the connection without a response. */
  disconnect(): Response;
  /** Sends nothing until the caller gives up. */
  waitForDisconnect(): Promise<Response>;
  /** Performs the call after the caller was disconnected. */
  performLater(request: Request, delayMs: number): void;
};

async function withSettings(request: Request, settings: Record<string, unknown>): Promise<Request> {
  const body = JSON.parse(await request.text()) as { settings?: Record<string, unknown> };
  const changed = { ...body, settings: { ...body.settings, ...settings } };
  const { method, url, headers } = request;
  const otherHeaders = [...headers].filter(([name]) => name !== "content-length");
  return new Request(url, { method, headers: otherHeaders, body: JSON.stringify(changed) });
}

const responders: Record<FaultKind, (call: FaultyCall, fault: Fault) => Promise<Response> | Response> = {
  status: (_, { status = 500, body, headers: extra }) => {
    const headers = { "x-zm-trackingid": newTrackingId(), ...extra };
    return typeof body === "string"
      ? new Response(body, { status, headers })
      : Response.json(body ?? { code: status, message: "Internal Server Error" }, { status, headers });
  },
  delay: async ({ request, perform }, { delayMs = 100 }) => {
    await sleep(delayMs);
    return perform(request);
  },
  hang: ({ waitForDisconnect }) => waitForDisconnect(),
  "drop-after-commit": async ({ request, perform, disconnect }) => {
    await perform(request);
    return disconnect();
  },
  "late-commit": ({ request, performLater, disconnect }, { delayMs = 100 }) => {
    performLater(request, delayMs);
    return disconnect();
  },
  html: (_, { status = 502, headers = {} }) =>
    new Response(gatewayPage, { status, headers: { "content-type": "text/html", ...headers } }),
  reset: ({ disconnect }) => disconnect(),
  "settings-overridden": async ({ request, perform }, { settings }) =>
    perform(await withSettings(request, settings ?? { waiting_room: false })),
};

async function respondWithFault(call: FaultyCall, fault: Fault): Promise<Response> {
  return responders[fault.kind](call, fault);
}

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

  async function respond(c: NodeContext): Promise<Response> {
    if (context.state.outage) return resetConnection(c);
    const { method, url, headers } = c.req.raw;
    const { pathname } = new URL(url);
    const fault = consumeFault(context.state, { method, pathname, host: hostOfCall(context, pathname) });
    if (!fault) return zoom.fetch(c.req.raw);
    // The body is read up front, because the connection may be gone by the time it is needed.
    const body = method === "GET" || method === "HEAD" ? undefined : await c.req.arrayBuffer();
    return respondWithFault(
      {
        request: new Request(url, { method, headers, body }),
        perform: async (request) => zoom.fetch(request),
        disconnect: () => resetConnection(c),
        waitForDisconnect: () => waitForDisconnect(c),
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
    const host = hostOfCall(context, pathname);
    const at = context.now().toISOString();
    context.calls.push({ at, method, path: pathname + search, status, ...(host ? { host } : {}) });
  }

  async function respondAndRecord(c: NodeContext): Promise<Response> {
    const { method, url } = c.req.raw;
    const response = await respond(c);
    record(method, url, response === RESPONSE_ALREADY_SENT ? 0 : response.status);
    return response;
  }

  routes.all("/v2/*", respondAndRecord);
  routes.all("/oauth/*", respondAndRecord);
  return routes;
}
