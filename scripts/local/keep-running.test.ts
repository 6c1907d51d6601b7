import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";
import { expect, onTestFinished, test, vi } from "vitest";
import { keepRunning } from "./keep-running.ts";

async function startScript(source: string) {
  const folder = await mkdtemp(join(tmpdir(), "keep-running-"));
  const script = join(folder, "script.mjs");
  await writeFile(script, source);
  const reported: string[] = [];
  const supervised = keepRunning({
    name: "server",
    script,
    env: {},
    report: (line) => reported.push(line),
    onPid: () => {},
  });
  onTestFinished(async () => {
    await supervised.stop({ graceMs: 0 });
    await rm(folder, { recursive: true, force: true });
  });
  return { supervised, reported };
}

test("a script that was killed is started again, and a line says so", async () => {
  const { supervised, reported } = await startScript("setInterval(() => {}, 1000);");
  const first = supervised.pid() ?? 0;
  process.kill(first, "SIGKILL");
  await vi.waitFor(() => expect(reported).toEqual(["the server ended (SIGKILL); starting it again"]), 5_000);
  await vi.waitFor(() => expect(supervised.pid()).not.toBeNull(), 5_000);
  expect(supervised.pid()).not.toBe(first);
});

test("a script that keeps dying is given up with its last words", async () => {
  const { supervised, reported } = await startScript(
    'console.error("DATABASE_URL is missing"); process.exit(1);',
  );
  await expect(supervised.gaveUp).rejects.toThrow(/^The server ended 5 times .*\nDATABASE_URL is missing$/s);
  expect(reported).toHaveLength(4);
});

test("one that does not end in time is killed at stop", async () => {
  const { supervised } = await startScript('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);');
  const pid = supervised.pid() ?? 0;
  await new Promise((resolve) => setTimeout(resolve, 300));
  await supervised.stop({ graceMs: 100 });
  expect(processAlive(pid)).toBe(false);
});
