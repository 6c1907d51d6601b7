import { describe, expect, test } from "vitest";
import { sizeOf } from "../support/size.ts";
import { runScript } from "./run-script.ts";

const longMs = 60_000;
const short = ["--seconds", "0.3", "--rounds", "1", "--connections", "4", "--rows", "200", "--json"];

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
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(message);
});

const measured = ["rest", "rpc"].slice(0, sizeOf({ everyday: 1, full: 2 }));

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
    const { code, stdout } = await bench(
      name,
      "--seconds",
      "0.5",
      "--rounds",
      "1",
      "--connections",
      "4",
      "--json",
    );
    expect(code).toBe(0);
    const { contenders, atHalf, withWorker, profile } = JSON.parse(stdout);
    expect(contenders.length).toBeGreaterThanOrEqual(2);
    for (const { median } of contenders) expect(median.perSecond).toBeGreaterThan(0);
    expect([atHalf.errors, withWorker.errors]).toEqual([0, 0]);
    expect(profile.length).toBeGreaterThan(0);
  });
});
