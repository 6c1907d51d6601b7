import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createZoomClient, type ZoomClient } from "@patientcare/zoom-sdk";
import { people, tokenFor } from "../support/tokens.ts";

const main = fileURLToPath(new URL("../../server/src/main.ts", import.meta.url));

export interface ServerProcess extends AsyncDisposable {
  url: string;
  service: ZoomClient;
  /** Stops its world, or lets it go on. */
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

/** The service as a process of its own. */
export async function startServerProcess(environment: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [main], {
    env: { ...environment, PORT: "0", LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = `http://localhost:${await portOf(child)}`;
  const gone = once(child, "exit");
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url,
    service: createZoomClient({ baseUrl: url, token: await tokenFor(people.service) }),
    signal: (name) => child.kill(name),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  if (!child.stdout) throw new Error("The server process has no output");
  createInterface(child.stdout).on("line", (line) => {
    const said: unknown = line.startsWith("{") ? JSON.parse(line) : null;
    if (typeof said === "object" && said && "message" in said && said.message === "ready" && "port" in said) {
      resolve(Number(said.port));
    }
  });
  child.once("exit", (code) =>
    reject(new Error(`The server process ended with ${code} before it was ready`)),
  );
  return promise;
}
