import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

const channel = "http.server.request.start";

/** The next request with this method and path that reaches a server of this process, before it is answered. */
export async function nextRequest(method: string, path: string): Promise<void> {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const check = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (request.method === method && request.url === path) resolve();
  };
  subscribe(channel, check);
  await reached.finally(() => unsubscribe(channel, check));
}
