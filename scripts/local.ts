import { createCommand, runCommand } from "./create-command.ts";
import { readLocalConfig } from "./local/config.ts";
import { supervise } from "./local/supervise.ts";

const sameKeypressMs = 1_000;

const command = createCommand("start", {
  description:
    "Starts PostgreSQL, a Zoom sandbox and the service for development, with all they hold in the folder .data.",
  trouble: "it cannot start or go on; the message says why",
  more: `

Of the file .env only what concerns this machine counts here: nothing of NODE_ENV, PUBLIC_URL, DATABASE_…, ZOOM_… and DATA_….`,
}).action(async () => {
  const config = readLocalConfig();
  if (config.production) {
    throw new Error("npm start is for development and refuses NODE_ENV=production. Use npm run serve.");
  }
  await supervise(config, stopped, report);
  report("stopped");
  process.exit();
});

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

await runCommand(command);
