import { createServer } from "node:net";

/** "localhost" may lead to either address, so a listener on one of them is in the way. */
export async function isPortFree(port: number): Promise<boolean> {
  const [v4, v6] = await Promise.all([canListen(port, "127.0.0.1"), canListen(port, "::1")]);
  return v4 && v6;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    // A host without this address family has nobody listening there.
    server.once("error", (error: NodeJS.ErrnoException) =>
      done(error.code !== "EADDRINUSE" && error.code !== "EACCES"),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
  });
}
