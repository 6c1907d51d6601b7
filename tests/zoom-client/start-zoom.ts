import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { createZoomApi, type ZoomClientOptions } from "../../server/src/zoom/api.ts";
import type { ObservedCall } from "../../server/src/zoom/observe.ts";

type SeenRequest = {
  method: string;
  url: string;
  host: string | undefined;
  authorization: string | undefined;
  contentType: string | undefined;
  body: string;
};

type Answer = (response: ServerResponse, request: SeenRequest) => void;

export type StartedZoom = Awaited<ReturnType<typeof startZoom>>;

/** A token endpoint and an API on one port, with a client for them; `answers` are used up, the last one stays. */
export async function startZoom({
  token = (issued) => json(200, { access_token: `token-${issued}`, expires_in: 3600 }),
  answers = [],
  options = {},
}: {
  token?: (issued: number) => Answer;
  answers?: Answer[];
  options?: Partial<ZoomClientOptions>;
}) {
  const tokenRequests: SeenRequest[] = [];
  const requests: SeenRequest[] = [];
  const observed: ObservedCall[] = [];

  const server = createServer(async (incoming, response) => {
    const request = await receive(incoming);
    if (request.url === "/oauth/token") {
      tokenRequests.push(request);
      return token(tokenRequests.length)(response, request);
    }
    requests.push(request);
    const answer = answers[Math.min(requests.length, answers.length) - 1] ?? json(500, {});
    return answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const client = createZoomApi({
    joinHosts: ["zoom.us", "zoom.com", "zoomgov.com"],
    apiUrl: `${origin}/v2`,
    oauthUrl: `${origin}/oauth/token`,
    clientId: "client-id",
    clientSecret: "client-secret",
    accountId: "account-id",
    timeoutMs: 5000,
    observe: (call) => observed.push(call),
    ...options,
  });
  return { client, origin, tokenRequests, requests, observed };
}

async function receive(incoming: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? "",
    url: incoming.url ?? "",
    host: incoming.headers.host,
    authorization: incoming.headers.authorization,
    contentType: incoming.headers["content-type"],
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return text(status, JSON.stringify(body), { "content-type": "application/json", ...headers });
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

export const noContent = text(204, "");

export const hang: Answer = () => undefined;

export const reset: Answer = (response) => response.socket?.resetAndDestroy();

export const trickle: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write("{");
  const timer = setInterval(() => response.write(" "), 1000);
  response.on("close", () => clearInterval(timer));
};
