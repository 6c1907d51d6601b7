import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createZoomClient, type ZoomClient } from "@patientcare/zoom-sdk";
import { spawnScript } from "../support/spawn-script.ts";
import { people, tokenFor } from "../support/tokens.ts";

export interface ServerProcess extends AsyncDisposable {
  url: string;
  service: ZoomClient;
  /** Stops its world, or lets it go on. */
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** SIGTERM, as whatever replaces it sends it; resolves to its exit code. */
  stop(): Promise<number | null>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

/** The service as a process of its own. Ends with the test at the latest. */
export async function startServerProcess(environment: Record<string, string>): Promise<ServerProcess> {
  const env = { ...environment, PORT: "0", LOG_LEVEL: "info" };
  const { child, kill } = spawnScript("server/src/main.ts", [], { env });
  child.stderr.pipe(process.stderr, { end: false });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  child.once("exit", (code) =>
    reject(new Error(`The server process ended with ${code} before it was ready`)),
  );
  const url = `http://localhost:${await Promise.race([portIn(child.stdout), failed])}`;
  return {
    url,
    service: createZoomClient({ baseUrl: url, token: await tokenFor(people.service) }),
    signal: (name) => child.kill(name),
    async stop() {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = await exited;
      return code;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

function portIn(log: Readable): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  createInterface(log).on("line", (line) => {
    const entry: unknown = line.startsWith("{") ? JSON.parse(line) : null;
    if (
      typeof entry === "object" &&
      entry &&
      "message" in entry &&
      String(entry.message).startsWith("ready") &&
      "port" in entry
    )
      resolve(Number(entry.port));
  });
  return promise;
}
