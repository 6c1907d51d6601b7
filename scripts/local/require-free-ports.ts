import { createServer } from "node:net";
import type { LocalConfig } from "./config.ts";

/** @throws Error with the remedy when another program uses one of the ports */
export async function requireFreePorts({ port, opsPort, sandboxPort }: LocalConfig): Promise<void> {
  const needed = [
    { name: "PORT", port },
    { name: "ZOOM_SANDBOX_PORT", port: sandboxPort },
    ...(opsPort ? [{ name: "OPS_PORT", port: opsPort }] : []),
  ];
  for (const { name, port } of needed) {
    if (await isPortFree(port)) continue;
    const other = port + 100 <= 65_535 ? port + 100 : port - 100;
    throw new Error(
      `Port ${port} is in use by another program. Stop it, or choose another: ${name}=${other} npm start`,
    );
  }
}

/** "localhost" may lead to either address, so a listener on one of them is in the way. */
async function isPortFree(port: number): Promise<boolean> {
  const [v4, v6] = await Promise.all([canListen(port, "127.0.0.1"), canListen(port, "::1")]);
  return v4 && v6;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // On a system without this address family no program can listen there.
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code !== "EADDRINUSE" && error.code !== "EACCES"),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
