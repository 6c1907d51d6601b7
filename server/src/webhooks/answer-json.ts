import type { IncomingMessage, ServerResponse } from "node:http";
import { commonHeaders } from "../http/common-headers.ts";

const lingerMs = 500;
const retryAfterSeconds = 5;

/**
 * Answers with JSON. A body that was not read to its end is thrown away for a moment: a connection that is closed while
 * its sender still writes may break before the answer is read.
 */
export function answerJson(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, body, requestId, close }: { status: number; body: object; requestId: string; close: boolean },
): void {
  const text = JSON.stringify(body);
  outgoing.writeHead(status, {
    ...commonHeaders,
    "X-Request-Id": requestId,
    "Cache-Control": "no-store",
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    ...(status === 503 && { "Retry-After": String(retryAfterSeconds) }),
    ...(close && { Connection: "close" }),
  });
  outgoing.end(text);
  if (incoming.readableEnded || incoming.destroyed) return;
  const timer = setTimeout(() => incoming.socket.destroy(), lingerMs);
  incoming.once("close", () => clearTimeout(timer)).resume();
}
