import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { clientOf } from "../support/open-app.ts";
import { startProcess } from "../support/start-process.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { people, tokenFor } from "../support/tokens.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");

test("every command of the troubleshooting page runs, and finds something out", async () => {
  const page = await readFile(join(root, "docs/troubleshooting.md"), "utf8");
  const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) =>
    block.split("\n").filter((line) => line !== ""),
  );
  expect(commands.length).toBeGreaterThan(25);
  expect([...page.matchAll(/^## /gm)].length).toBeGreaterThanOrEqual(11);

  const service = await startProcess();
  const client = await clientOf(service.url, "service");
  const { id: meeting } = await client.meetings.create(aBooking({ startTime: minutesFromNow(2) }));
  const { url: link } = await client.links.get({ meetingId: meeting, role: "participant" });
  const folder = await mkdtemp(join(tmpdir(), "troubleshooting-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const log = join(folder, "service.log");
  await writeFile(log, service.lines.join("\n"));
  const env = {
    ...testEnvironment(service.databaseUrl, service.zoom),
    PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
    HOME: folder,
    PORT: new URL(service.url).port,
    OPS_PORT: new URL(service.opsUrl).port,
    SERVICE: service.url,
    OPS: service.opsUrl,
    TOKEN: await tokenFor(people.service),
    LOG: log,
    MEETING: meeting,
    LINK: link,
  };
  for (const command of new Set(commands)) {
    const inFolder = command.replace("support.json", join(folder, "support.json"));
    const { stdout } = await run("bash", ["-o", "pipefail", "-c", inFolder], { cwd: root, env }).catch(
      (error) => {
        throw new Error(`${command}\n${error.stdout}\n${error.stderr}`);
      },
    );
    expect([command, stdout]).toEqual([command, expect.stringMatching(/\w/)]);
  }
}, 120_000);
