import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { createApi } from "./api/api-routes.ts";
import { createOauth } from "./api/oauth.ts";
import type { Fault, FaultKind, SandboxState, World } from "./state.ts";
import { newTrackingId } from "./zoom-formats.ts";

type CallTraits = { method: string; pathname: string; host: string | undefined };

function strikes({ match, times }: Fault, { method, pathname, host }: CallTraits): boolean {
  return (
    times !== 0 &&
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.path === undefined || new RegExp(match.path).test(pathname)) &&
    (match.host === undefined || match.host.toLowerCase() === host)
  );
}

/** The first fault that strikes this call; it has one strike less afterwards. */
function takeFault(state: SandboxState, call: CallTraits): Fault | undefined {
  const fault = state.faults.find((each) => strikes(each, call));
  if (!fault) return undefined;
  if (fault.times > 0) fault.times -= 1;
  state.faults = state.faults.filter(({ times }) => times !== 0);
  return fault;
}

/** The e-mail of the host an API call is about, where its path names one. */
function hostOfCall(world: World, pathname: string): string | undefined {
  const user = pathname.match(/^\/v2\/users\/([^/]+)/)?.[1];
  if (user) {
    const idOrEmail = decodeURIComponent(user);
    return idOrEmail.includes("@") ? idOrEmail.toLowerCase() : world.state.users[idOrEmail]?.email;
  }
  const meeting = pathname.match(/^\/v2\/(?:past_)?meetings\/(\d+)/)?.[1];
  return meeting ? world.state.meetings[meeting]?.hostEmail : undefined;
}

const gatewayPage =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n";

type FaultyCall = {
  request: Request;
  perform(request: Request): Promise<Response>;
  /** Cuts the connection without an answer. */
  cut(): Response;
  /** Leaves the caller waiting until the caller gives up. */
  silence(): Promise<Response>;
  /** Performs the call after the caller has gone. */
  performLater(request: Request, delayMs: number): void;
};

async function withSettings(request: Request, settings: Record<string, unknown>): Promise<Request> {
  const body = JSON.parse(await request.text()) as { settings?: Record<string, unknown> };
  const changed = { ...body, settings: { ...body.settings, ...settings } };
  const { method, url, headers } = request;
  const otherHeaders = [...headers].filter(([name]) => name !== "content-length");
  return new Request(url, { method, headers: otherHeaders, body: JSON.stringify(changed) });
}

const answers: Record<FaultKind, (call: FaultyCall, fault: Fault) => Promise<Response> | Response> = {
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
  hang: ({ silence }) => silence(),
  "drop-after-commit": async ({ request, perform, cut }) => {
    await perform(request);
    return cut();
  },
  "late-commit": ({ request, performLater, cut }, { delayMs = 100 }) => {
    performLater(request, delayMs);
    return cut();
  },
  html: (_, { status = 502, headers = {} }) =>
    new Response(gatewayPage, { status, headers: { "content-type": "text/html", ...headers } }),
  reset: ({ cut }) => cut(),
  "settings-turned-back": async ({ request, perform }, { settings }) =>
    perform(await withSettings(request, settings ?? { waiting_room: false })),
};

async function answerWithFault(call: FaultyCall, fault: Fault): Promise<Response> {
  return answers[fault.kind](call, fault);
}

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
