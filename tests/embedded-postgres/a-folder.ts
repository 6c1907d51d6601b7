import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";
import { onTestFinished } from "vitest";

/** An empty folder; what runs and lies there is gone after the test. */
export async function aFolder({ mode = 0o711 } = {}): Promise<{ folder: string; dataDir: string }> {
  const folder = await mkdtemp(join(tmpdir(), "embedded-postgres-"));
  await chmod(folder, mode);
  onTestFinished(async () => {
    const { pid, dataDir } = await readFile(join(folder, "postgres.json"), "utf8").then(
      JSON.parse,
      () => ({}),
    );
    if (pid && processAlive(pid)) process.kill(pid, "SIGQUIT");
    while (pid && processAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });
  return { folder, dataDir: join(folder, "postgres") };
}
