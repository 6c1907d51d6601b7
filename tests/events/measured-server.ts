import { setImmediate as turn } from "node:timers/promises";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";

// A process of its own, started with --expose-gc: says what it holds when it is asked.
const server = await startServer(readConfig(process.env));
process.on("message", async (asked) => {
  if (asked === "cpu") return process.send?.({ cpuMicros: process.cpuUsage().user });
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ heldBytes: heapUsed + external });
});
process.on("disconnect", () => process.exit());
process.send?.({ port: server.port });
