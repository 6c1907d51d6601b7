import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, copyFileSync, openSync, readFileSync, truncateSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../support/eventually.ts";

const logModule = import.meta.resolve("@patientcare/zoom-server/telemetry/log.ts");

test("a log that is opened for appending goes on cleanly after copytruncate", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rotation-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [file, copy] = [join(folder, "service.log"), join(folder, "service.log.1")];
  const fd = openSync(file, "a");
  const script = `import { createLog } from ${JSON.stringify(logModule)};
    const log = createLog("info");
    let count = 0;
    setInterval(() => log.info({ count: (count += 1) }, "call"), 2);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", fd, "ignore"],
  });
  closeSync(fd);
  const ended = once(child, "exit");
  onTestFinished(() => void child.kill("SIGKILL"));
  const counts = (name: string): number[] =>
    readFileSync(name, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line).count);
  await eventually(() => expect(counts(file).length).toBeGreaterThan(20));
  copyFileSync(file, copy);
  truncateSync(file);
  await eventually(() => expect(counts(file).length).toBeGreaterThan(20));
  child.kill("SIGTERM");
  await ended;
  // Lines that are written between the copy and the cut are lost, as logrotate says; none is broken.
  const [last = 0, next = 0] = [counts(copy).at(-1), counts(file)[0]];
  expect(next).toBeGreaterThan(last);
  expect(next - last).toBeLessThan(50);
});
