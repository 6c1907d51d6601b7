import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export type SeenRequest = {
  method: string;
  url: string;
  authorization: string | undefined;
  key?: string;
  headers: IncomingHttpHeaders;
  body: string;
};

/** What a proxy or a broken network does to a call, and what reached it. Ends with the test. */
export async function openStandIn(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ url: string; seen: SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const key = headers["idempotency-key"]?.toString();
    seen.push({ method, url, authorization: headers.authorization, key, headers, body: await text(request) });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** An answer as tRPC writes it. */
export const answerWith = (response: ServerResponse, json: unknown): void => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ result: { data: { json } } }));
};

/** A refusal as the service words it. */
export const answerRefused = (
  response: ServerResponse,
  reason: string,
  retryAfter?: number,
  status = 409,
): void => {
  response.statusCode = status;
  if (retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ error: { json: { message: "no", code: -32009, data: { reason } } } }));
};

export const answerUnavailable = (response: ServerResponse): void => {
  response.statusCode = 503;
  response.end("upstream is away");
};
