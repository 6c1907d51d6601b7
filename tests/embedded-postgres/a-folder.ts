import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder; what runs and lies there is gone after the test, also when the process that runs the test is killed. */
export async function aFolder({ mode = 0o711, runtimeFile = "postgres.json" } = {}): Promise<{
  folder: string;
  dataDir: string;
}> {
  const folder = await mkdtemp(join(tmpdir(), "embedded-postgres-"));
  const script = join(import.meta.dirname, "remove-folder.ts");
  const remover = spawn(process.execPath, [script, folder, runtimeFile], {
    detached: true,
    stdio: ["pipe", "inherit", "inherit"],
  });
  const ended = once(remover, "exit");
  onTestFinished(async () => {
    remover.stdin.end();
    await ended;
  });
  await chmod(folder, mode);
  return { folder, dataDir: join(folder, "postgres") };
}
