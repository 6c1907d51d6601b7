import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface KeyServer extends AsyncDisposable {
  url: string;
  /** How many requests came, wherever to. */
  requests(): number;
  /** What is answered from now on; null cuts the connection. */
  answer(next: { status?: number; body: unknown; location?: string } | null): void;
  close(): Promise<void>;
}

/** Serves public keys over HTTP, as the platform does, and counts who asks. */
export async function openKeyServer(keys: readonly object[] = []): Promise<KeyServer> {
  let requests = 0;
  let next: { status?: number; body: unknown; location?: string } | null = { body: { keys } };
  const server = createServer((request, response) => {
    requests += 1;
    if (next === null) {
      request.socket.destroy();
      return;
    }
    const { status = 200, body, location } = next;
    response.writeHead(status, {
      "content-type": "application/json",
      connection: "close",
      ...(location !== undefined && { location }),
    });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const close = async () => {
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    server.closeAllConnections();
    await closed.promise;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    requests: () => requests,
    answer(answer) {
      next = answer;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
