import { readLocalConfig } from "./local/config.ts";
import { supervise } from "./local/supervise.ts";

const sameKeypressMs = 1_000;

const report = (line: string) => console.log(`[local] ${line}`);
const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
let stopRequestedAt = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // npm passes a Ctrl-C on that the terminal has sent already.
    if (stopRequestedAt !== 0 && Date.now() - stopRequestedAt < sameKeypressMs) return;
    if (stopRequestedAt !== 0) return report("still stopping; the server finishes what it has begun");
    stopRequestedAt = Date.now();
    report("stopping …");
    stop();
  });
}

try {
  const config = readLocalConfig();
  if (config.production) {
    throw new Error("npm start is for development and refuses NODE_ENV=production. Use npm run serve.");
  }
  await supervise(config, stopped, report);
  report("stopped");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();
