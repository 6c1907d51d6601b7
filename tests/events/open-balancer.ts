import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Balancer {
  url: string;
  /** The replicas that new connections go to, in turn. */
  upstreams: string[];
  /** Breaks every connection that stands. */
  cut(): void;
}

/** Stands before several replicas, and breaks connections. Ends with the test. */
export async function openBalancer(upstreams: string[]): Promise<Balancer> {
  const balancer = { url: "", upstreams, cut: () => {} };
  const sockets = new Set<Socket>();
  let turn = 0;
  const server = createServer((socket) => {
    const next = balancer.upstreams[turn++ % balancer.upstreams.length];
    const onward = connect(Number(new URL(next ?? "").port), "localhost");
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  balancer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  balancer.cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    server.close();
    balancer.cut();
  });
  return balancer;
}
