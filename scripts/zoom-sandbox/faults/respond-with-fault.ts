import { setTimeout as sleep } from "node:timers/promises";
import { newTrackingId } from "../zoom-formats.ts";
import type { Fault, FaultKind, ResponseChange } from "./fault.ts";

const gatewayPage =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n";

export type FaultyCall = {
  request: Request;
  perform(request: Request): Promise<Response>;
  /** Closes the connection without a response. */
  disconnect(): Response;
  /** Sends nothing until the caller gives up. */
  waitForDisconnect(): Promise<Response>;
  /** Performs the call after the caller was disconnected. */
  performLater(request: Request, delayMs: number): void;
};

const withoutLength = (headers: Headers): [string, string][] =>
  [...headers].filter(([name]) => name !== "content-length");

async function withSettings(request: Request, settings: Record<string, unknown>): Promise<Request> {
  const body = JSON.parse(await request.text()) as { settings?: Record<string, unknown> };
  const changed = { ...body, settings: { ...body.settings, ...settings } };
  const { method, url, headers } = request;
  return new Request(url, { method, headers: withoutLength(headers), body: JSON.stringify(changed) });
}

function withJoinHost(joinUrl: unknown, host: string): string {
  const { pathname, search } = new URL(String(joinUrl));
  return `https://${host}${pathname}${search}`;
}

async function withChange(
  response: Response,
  { text, without = [], with: added = {}, joinUrlHost }: ResponseChange,
): Promise<Response> {
  if (!response.ok || response.body === null) return response;
  const { status, headers } = response;
  const init = { status, headers: withoutLength(headers) };
  if (text !== undefined) return new Response(text, init);
  const body = { ...((await response.json()) as Record<string, unknown>), ...added };
  if (joinUrlHost !== undefined) body.join_url = withJoinHost(body.join_url, joinUrlHost);
  const kept = Object.entries(body).filter(([name]) => !without.includes(name));
  return new Response(JSON.stringify(Object.fromEntries(kept)), init);
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
  "altered-response": async ({ request, perform }, { response = {} }) =>
    withChange(await perform(request), response),
};

export async function respondWithFault(call: FaultyCall, fault: Fault): Promise<Response> {
  return responders[fault.kind](call, fault);
}
