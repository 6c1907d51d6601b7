import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startProcess } from "../support/start-process.ts";
import { alertsFile, alertsText, dashboardQueries, monitoring } from "./monitoring-files.ts";

const run = promisify(execFile);
const promtool = "/usr/bin/promtool";
const hasPromtool = existsSync(promtool);
if (!hasPromtool)
  console.warn("Tests with Prometheus skipped: install it (on Debian: apt-get install prometheus)");

test.skipIf(!hasPromtool)("promtool accepts the rules, and their unit tests hold", async () => {
  expect((await run(promtool, ["check", "rules", alertsFile])).stdout).toContain("SUCCESS");
  const tests = await run(promtool, ["test", "rules", resolve(monitoring, "alerts.test.yml")]);
  expect(tests.stdout).toContain("SUCCESS");
});

test("rules and dashboard name only metrics that the service has, and each alert says the way out", async () => {
  const { metricsUrl } = await startProcess();
  const text = await (await fetch(metricsUrl)).text();
  const known = new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name));
  const used = [...`${alertsText()} ${dashboardQueries().join(" ")}`.matchAll(/\bpatientcare_zoom_\w+/g)].map(
    ([name]) => name.replace(/_(bucket|count|sum)$/, ""),
  );
  expect(used.filter((name) => !known.has(name))).toEqual([]);
  const alerts = alertsText().split("- alert:").slice(1);
  expect(alerts.length).toBeGreaterThan(10);
  for (const alert of alerts)
    expect(alert).toMatch(/severity: (critical|warning|info)[\s\S]*summary: .+\n\s+remedy: .+\./);
});

test("every metric of ours has a sentence, and its labels hold names alone", async () => {
  const { metricsUrl } = await startProcess();
  const text = await (await fetch(metricsUrl)).text();
  for (const [, name, help] of text.matchAll(/^# HELP (patientcare_zoom_\w+) (.*)$/gm))
    expect([name, help]).toEqual([name, expect.stringMatching(/^(\d|[A-Z]).{10,}/)]);
});

test("the documents name every alert", () => {
  const operations = readFileSync(resolve(monitoring, "README.md"), "utf8");
  const names = [...alertsText().matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  expect(names.filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
});
