import { setTimeout as sleep } from "node:timers/promises";
import { newTrackingId } from "../api/tracking-id.ts";
import type { Fault, FaultKind } from "../state.ts";

const gatewayPage =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n";

export type FaultyCall = {
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

export async function answerWithFault(call: FaultyCall, fault: Fault): Promise<Response> {
  return answers[fault.kind](call, fault);
}
