import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { boundUnanswered } from "./bound-unanswered.ts";

// Bytes that a reader does not take wait in memory up to this bound, and in the system; then the writer waits.
const heldBytes = 16 * 1024;
const drainMs = 10_000;
const maxConnections = 10_000;
// A kept connection comes to another replica now and then.
const maxRequestsPerConnection = 10_000;
// Node ends a connection on which nothing moved for this long, or up to twice as long while an answer is half written.
const stillMs = 40_000;
const serverOptions: ServerOptions = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
  highWaterMark: heldBytes,
};

export interface Address {
  port: number;
  host: string;
  /** The names of the variables that hold them. */
  variables: { port: string; host: string };
}

export interface Listening {
  port: number;
  /** Takes no new connection, lets the requests that run end, and cuts what is left at the deadline. */
  drain(): Promise<void>;
}

/** Answers HTTP at an address. @throws Error that names the variable to change; `code` is the system's */
export function listen(listener: RequestListener, { port, host, variables }: Address): Promise<Listening> {
  const { promise, resolve, reject } = Promise.withResolvers<Listening>();
  const server = createServer(serverOptions, boundUnanswered(listener));
  server.maxConnections = maxConnections;
  server.maxRequestsPerSocket = maxRequestsPerConnection;
  server.timeout = stillMs;
  server.listen(port, host, () => {
    const address = server.address();
    resolve({
      port: typeof address === "object" ? (address?.port ?? port) : port,
      drain: () => drain(server),
    });
  });
  server.once("error", (error: NodeJS.ErrnoException) => {
    const remedies: Record<string, string> = {
      EADDRINUSE: `Port ${port} is in use by another program. Stop it, or choose another with ${variables.port}.`,
      EACCES: `This user may not listen on port ${port}. Choose one above 1023 with ${variables.port}.`,
      EADDRNOTAVAIL: `${variables.host} is no address of this machine. Choose another, such as 127.0.0.1.`,
      ENOTFOUND: `${variables.host} is no address of this machine. Choose another, such as 127.0.0.1.`,
    };
    const remedy = remedies[error.code ?? ""];
    reject(remedy ? Object.assign(new Error(remedy), { code: error.code }) : error);
  });
  return promise;
}

async function drain(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
  await promise;
  clearInterval(idle);
  clearTimeout(deadline);
}
