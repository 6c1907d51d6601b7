import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openSandbox } from "./open-sandbox.ts";

const main = fileURLToPath(new URL("../../scripts/zoom-sandbox/main.ts", import.meta.url));

function run(port: string): ChildProcess {
  const child = spawn(process.execPath, [main], { env: { PORT: port } });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

test("the process prints its URL and exits cleanly on SIGTERM", async () => {
  const child = run("0");
  const [line] = await once(child.stdout ?? child, "data");
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(String(line)).toMatch(/^Zoom sandbox on http:\/\/localhost:\d+\n$/);
  expect(code).toBe(0);
});

test("a port in use is named together with the remedy", async () => {
  const { url } = await openSandbox();
  const { port } = new URL(url);
  const child = run(port);
  const [line] = await once(child.stderr ?? child, "data");
  const [code] = await once(child, "exit");
  expect(String(line)).toBe(
    `Port ${port} is taken: stop what runs there, or choose another with PORT=<number>.\n`,
  );
  expect(code).toBe(1);
});
