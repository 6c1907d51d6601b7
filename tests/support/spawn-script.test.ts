import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "./eventually.ts";

const endWithParent = resolve(import.meta.dirname, "../../scripts/bench/end-with-parent.ts");

// Starts a program that would run for ever, as spawnScript does, and says its process id.
const starter = `
  import { spawn } from "node:child_process";
  const program = "console.log(process.pid); setInterval(() => {}, 1_000)";
  spawn(process.execPath, ["--import", process.argv[1], "--eval", program], { stdio: ["pipe", "inherit", "inherit"] });`;

test("a script ends when the process that started it is killed", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", starter, endWithParent]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  const pid = Number(line);
  expect(processAlive(pid)).toBe(true);
  child.kill("SIGKILL");
  await eventually(() => expect(processAlive(pid)).toBe(false));
});
