import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../support/eventually.ts";

const logrotate = "/usr/sbin/logrotate";
const operations = resolve(import.meta.dirname, "../../docs/operations.md");
const logModule = import.meta.resolve("@patientcare/zoom-server/telemetry/log.ts");

const hasLogrotate = existsSync(logrotate);
if (!hasLogrotate)
  console.warn("Logrotate itself is not tried: install it (on Debian: apt-get install logrotate)");

/** By logrotate's own steps, and by logrotate with the settings that docs/operations.md names. */
const ways: [string, boolean, (file: string, copy: string) => void][] = [
  [
    "copied and cut",
    true,
    (file, copy) => {
      copyFileSync(file, copy);
      truncateSync(file);
    },
  ],
  [
    "rotated by logrotate",
    hasLogrotate,
    (file) => {
      const settings =
        /^\/var\/log\/patientcare-zoom\.log \{\n[^}]*\}/m.exec(readFileSync(operations, "utf8"))?.[0] ?? "";
      const config = `${file}.conf`;
      // Compression is left out, so that the test can read the copy.
      const ours = settings.replace("/var/log/patientcare-zoom.log", file).replace(/^ *compress\n/m, "");
      writeFileSync(config, ours, { mode: 0o644 });
      execFileSync(logrotate, ["--force", "--state", `${file}.state`, config]);
    },
  ],
];

test.each(ways.filter(([, isThere]) => isThere))(
  "a log that is opened for appending goes on cleanly after it is %s",
  async (_, __, rotate) => {
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
    rotate(file, copy);
    await eventually(() => expect(counts(file).length).toBeGreaterThan(20));
    child.kill("SIGTERM");
    await ended;
    // Lines that are written between the copy and the cut are lost, as logrotate says; none is broken.
    const [last = 0, next = 0] = [counts(copy).at(-1), counts(file)[0]];
    expect(next).toBeGreaterThan(last);
    expect(next - last).toBeLessThan(50);
  },
);
