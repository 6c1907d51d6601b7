import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";

// Started by a-folder.ts: waits until its standard input ends, with the test or with the process that runs it, and then ends
// the PostgreSQL whose runtime file lies in the folder, and removes both.
const [folder = "", runtimeFile = ""] = process.argv.slice(2);

process.stdin.resume().once("end", async () => {
  const { pid, dataDir } = await readFile(join(folder, runtimeFile), "utf8").then(JSON.parse, () => ({}));
  if (pid && processAlive(pid)) process.kill(pid, "SIGQUIT");
  while (pid && processAlive(pid)) await sleep(10);
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});
