import { readLocalConfig } from "./local/config.ts";
import { supervise } from "./local/supervise.ts";

const sameKeypressMs = 1_000;

const say = (line: string) => console.log(`[local] ${line}`);
const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
let zoomCheckedAt = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // npm passes a Ctrl-C on that the terminal has sent already.
    if (zoomCheckedAt !== 0 && Date.now() - zoomCheckedAt < sameKeypressMs) return;
    if (zoomCheckedAt !== 0) return say("still stopping; the server finishes what it has begun");
    zoomCheckedAt = Date.now();
    say("stopping …");
    stop();
  });
}

try {
  const config = readLocalConfig();
  if (config.production) {
    throw new Error("npm start is for development and refuses NODE_ENV=production. Use npm run serve.");
  }
  await supervise(config, stopped, say);
  say("stopped");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();
