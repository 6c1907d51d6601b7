import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface DatabaseProxy {
  /** The database through the proxy. */
  url: string;
  /** Breaks every connection and takes no new one. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Lets nothing through any more, while all connections stay; new ones are taken and get no answer. */
  stall(): void;
  /** Lets new connections through again; those that were stalled stay so for ever. */
  admit(): void;
  /** Ends the stall: what it held goes through. */
  release(): void;
  /** How often the service has sent this text to the database so far: a piece of a statement, or a prepared one's name. */
  countSent(text: string): number;
}

/** Stands between the service and its database, so that the network between them can be cut. Ends with the test. */
export async function openProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    return socket;
  };
  const pairs = new Set<[Socket, Socket]>();
  const sent: Buffer[] = [];
  let stalled = false;
  const join = ([one, other]: [Socket, Socket]) => one.pipe(other).pipe(one);
  const part = ([one, other]: [Socket, Socket]) => {
    one.unpipe(other).pause();
    other.unpipe(one).pause();
  };
  const server = createServer((socket) => {
    const onward = track(connect(Number(target.port || 5432), target.hostname.replace(/^\[|\]$/g, "")));
    const pair: [Socket, Socket] = [track(socket), onward];
    pairs.add(pair);
    socket.on("data", (bytes) => sent.push(bytes));
    if (stalled) part(pair);
    else join(pair);
    socket.on("close", () => {
      pairs.delete(pair);
      onward.destroy();
    });
    onward.on("close", () => socket.destroy());
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  onTestFinished(cut);
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    cut,
    mend: () => listen(port),
    stall() {
      stalled = true;
      pairs.forEach(part);
    },
    admit() {
      stalled = false;
    },
    release() {
      stalled = false;
      pairs.forEach(join);
    },
    countSent: (text) => Buffer.concat(sent).toString("latin1").split(text).length - 1,
  };
}
