import type { LocalConfig } from "./config.ts";
import { isPortFree } from "./is-port-free.ts";

/** @throws Error with the way out when another program has one of the ports */
export async function requireFreePorts({ port, sandboxPort }: LocalConfig): Promise<void> {
  const wanted = [
    { name: "PORT", port },
    { name: "ZOOM_SANDBOX_PORT", port: sandboxPort },
  ];
  for (const { name, port } of wanted) {
    if (await isPortFree(port)) continue;
    const other = port + 100 <= 65_535 ? port + 100 : port - 100;
    throw new Error(
      `Port ${port} is in use by another program. Stop it, or choose another: ${name}=${other} npm start`,
    );
  }
}
