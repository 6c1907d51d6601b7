import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const lookEveryMs = 200;

export interface Balancer extends AsyncDisposable {
  url: string;
  /** Sends requests to this replica, too, as soon as it says that it is ready. */
  add(url: string): void;
  remove(url: string): void;
  /** Requests that a replica did not answer in full. */
  broken: string[];
  /** How many requests each replica was sent over a connection that had served others before. */
  reused: Map<string, number>;
}

/** A load balancer as operators use them: keep-alive connections, turns among the ready replicas, and no second try. */
export async function startBalancer(): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const known = new Set<string>();
  const ready: string[] = [];
  const [broken, reused]: [string[], Map<string, number>] = [[], new Map()];
  let turn = 0;

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const replica = ready[turn++ % ready.length];
    const fail = (reason: string) => {
      broken.push(`${incoming.method} ${incoming.url} at ${replica}: ${reason}`);
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    };
    if (!replica) {
      fail("no replica is ready");
      return;
    }
    const { connection: _, ...headers } = incoming.headers;
    const passedOn = request(replica + incoming.url, { method: incoming.method, headers, agent });
    passedOn.once("error", (error) => fail(error.message));
    passedOn.once("response", (answer) => {
      if (passedOn.reusedSocket) reused.set(replica, (reused.get(replica) ?? 0) + 1);
      // Says something about the connection to the replica, and nothing about the caller's.
      const { connection: __, ...answered } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, answered);
      answer.once("aborted", () => fail("the answer was cut"));
      answer.pipe(outgoing);
    });
    incoming.pipe(passedOn);
  }

  async function look(url: string): Promise<void> {
    const response = await fetch(`${url}/readyz`).catch(() => null);
    await response?.body?.cancel();
    const isReady = response?.status === 200 && known.has(url);
    const place = ready.indexOf(url);
    if (isReady && place < 0) ready.push(url);
    if (!isReady && place >= 0) ready.splice(place, 1);
  }

  const looking = setInterval(() => void Promise.all([...known].map(look)), lookEveryMs);
  // Longer than any test: a connection that ends here while its caller sends would look like trouble of a replica.
  const server = createServer({ keepAliveTimeout: 600_000 }, pass).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (url) => void known.add(url),
    remove(url) {
      known.delete(url);
      if (ready.includes(url)) ready.splice(ready.indexOf(url), 1);
    },
    broken,
    reused,
    async [Symbol.asyncDispose]() {
      clearInterval(looking);
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
