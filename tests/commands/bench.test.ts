import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { processAlive } from "@patientcare/zoom-embedded-postgres/processes.ts";
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { sizeOf } from "../support/size.ts";
import { runScript } from "./run-script.ts";

const isFull = sizeOf({ full: 1, everyday: 0 }) === 1;

const longMs = 60_000;
// What is measured so quickly means nothing: it shows that the bench works.
const trial = ["--rounds", "1", "--warm-up-rounds", "0", "--wal", "32", "--connections", "4"];
const short = [...trial, "--seconds", "0.3", "--rows", "200", "--json"];

const bench = (...parameters: string[]) => runScript("scripts/bench/main.ts", parameters).ended;

test("without a name the benches are listed, each with what it measures", async () => {
  const { code, stdout } = await bench();
  expect(code).toBe(0);
  for (const name of ["rest", "rpc", "webhooks", "profile"])
    expect(stdout).toMatch(new RegExp(`^ +${name} +\\w+`, "m"));
});

test.each([
  [["nothing"], /There is no bench "nothing"/],
  [["rest", "--connections", "1.5"], /whole number above 0/],
])("%o is refused with what to do", async (parameters, message) => {
  const { code, stdout, stderr } = await bench(...parameters);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
});

const measured = ["rpc", "rest"].slice(0, sizeOf({ everyday: 1, full: 2 }));

describe.each(measured)("%s", (name) => {
  test("the service is measured beside three others, and each of its answers is in the access log", {
    timeout: longMs,
  }, async () => {
    const { code, stdout, stderr } = await bench(name, ...short);
    expect(stderr).not.toContain("failed");
    expect(code).toBe(0);
    const { contenders, machine, logged, answered } = JSON.parse(stdout);
    expect(contenders).toHaveLength(4);
    for (const { median } of contenders) {
      expect(median).toMatchObject({ errors: 0 });
      expect(median.requestsPerSecond).toBeGreaterThan(0);
      expect(median.p99Ms).toBeGreaterThanOrEqual(median.p50Ms);
    }
    expect(logged).toBeGreaterThanOrEqual(answered);
    expect(machine).toMatchObject({ node: process.version, postgres: expect.stringMatching(/^\d+/) });
  });
});

const inboxes = ["webhooks"].slice(0, sizeOf({ everyday: 0, full: 1 }));

describe.each(inboxes)("%s", (name) => {
  test("the inbox is measured beside the others, and with nothing lost", { timeout: longMs }, async () => {
    const { code, stdout } = await bench(name, ...trial, "--seconds", "0.5", "--json");
    expect(code).toBe(0);
    const { contenders, atHalf, withWorker, profile } = JSON.parse(stdout);
    expect(contenders.length).toBeGreaterThanOrEqual(2);
    for (const { median } of contenders) expect(median.perSecond).toBeGreaterThan(0);
    expect([atHalf.errors, withWorker.errors]).toEqual([0, 0]);
    expect(profile.length).toBeGreaterThan(0);
  });
});

test.skipIf(!isFull)(
  "statistics are measured with few meetings and with many, and count what a plain query counts",
  {
    timeout: longMs,
  },
  async () => {
    const { code, stdout } = await bench(
      "stats",
      "--rows",
      "4000",
      "--seconds",
      "1",
      "--wal",
      "32",
      "--json",
    );
    expect(code).toBe(0);
    const { sizes, reads } = JSON.parse(stdout);
    expect(sizes).toEqual([20, 4000]);
    expect(reads.map(({ name }: { name: string }) => name)).toContain("daily, 30 days");
    for (const { few, many } of reads) expect(Math.min(few.p50, many.p50)).toBeGreaterThan(0);
  },
);

test.skipIf(!isFull)(
  "memory is measured after each quarter of calls and deliveries",
  { timeout: longMs },
  async () => {
    const { code, stdout, stderr } = await bench(
      "memory",
      "--rows",
      "120",
      "--seconds",
      "0.2",
      "--wal",
      "32",
      "--json",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("120 deliveries") });
    const { phases } = JSON.parse(stdout);
    expect(phases).toHaveLength(5);
    expect(phases[0]).toMatchObject({ calls: 0, deliveries: 0 });
    expect(phases[4].deliveries).toBe(120);
    expect(phases[4].calls).toBeGreaterThanOrEqual(120);
    for (const { residentMb, peakMb, idleMb } of phases) {
      expect(peakMb).toBeGreaterThanOrEqual(residentMb);
      expect(idleMb).toBeGreaterThan(30);
    }
  },
);

const longRunning = ["soak"].slice(0, sizeOf({ everyday: 0, full: 1 }));

describe.each(longRunning)("%s", (name) => {
  test("calls go on through faults, and fail with 503 alone", { timeout: 3 * longMs }, async () => {
    const { code, stdout } = await bench(name, "--minutes", "0.6", "--wal", "32", "--json");
    expect(code).toBe(0);
    const { calls, faults, failures, samples } = JSON.parse(stdout);
    expect(calls).toBeGreaterThan(50);
    expect(faults.length).toBeGreaterThanOrEqual(2);
    expect(failures.filter(({ isExpected }: { isExpected: boolean }) => !isExpected)).toEqual([]);
    expect(samples.at(-1)).toMatchObject({ descriptors: expect.any(Number), residentMb: expect.any(Number) });
  });
});

const starts = ["start"].slice(0, sizeOf({ everyday: 0, full: 1 }));

describe.each(starts)("%s", (name) => {
  test("the service's start is measured beside a bare one", { timeout: 3 * longMs }, async () => {
    const { code, stdout } = await bench(name, "--rounds", "1", "--wal", "32", "--json");
    expect(code).toBe(0);
    const { contenders } = JSON.parse(stdout);
    expect(contenders).toHaveLength(2);
    for (const { starts, p50Ms, p95Ms } of contenders) {
      expect(starts).toBe(10);
      expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
    }
  });
});

type Process = { pid: number; command: string };

/** All processes that a process started, and those that they started. */
async function descendantsOf(pid: number): Promise<Process[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const processes = [...stdout.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(
    ([, child, parent, command = ""]) => ({
      parent: Number(parent),
      pid: Number(child),
      command,
    }),
  );
  const childrenOf = (of: number): Process[] =>
    processes.filter(({ parent }) => parent === of).flatMap((child) => [child, ...childrenOf(child.pid)]);
  return childrenOf(pid);
}

test(
  "a bench that is killed leaves neither a server nor a database behind",
  async () => {
    const { child, ended } = runScript("scripts/bench/main.ts", ["rest", ...short]);
    const started = await eventually(async () => {
      const processes = await descendantsOf(child.pid ?? 0);
      for (const program of ["server/src/main.ts", "bin/postgres"])
        expect(processes.map(({ command }) => command)).toContainEqual(expect.stringContaining(program));
      return processes;
    }, longMs);
    const dataDirs = started.flatMap(({ command }) => /bin\/postgres -D (\S+)/.exec(command)?.[1] ?? []);
    expect(dataDirs).toHaveLength(1);
    child.kill("SIGKILL");
    await ended;
    await eventually(() => {
      expect(started.filter(({ pid }) => processAlive(pid))).toEqual([]);
      expect(dataDirs.filter((dataDir) => existsSync(dataDir))).toEqual([]);
    });
  },
  longMs,
);
