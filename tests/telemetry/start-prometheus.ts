import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { expect, onTestFinished } from "vitest";
import { eventually } from "../support/eventually.ts";
import { alertsText } from "./monitoring-files.ts";

const program = "/usr/bin/prometheus";
export const hasPrometheus = existsSync(program);

interface Sample {
  metric: Record<string, string>;
  value: [time: number, value: string];
}

interface Alert {
  labels: { alertname: string };
}

export interface Prometheus {
  /** The samples that a query gives. @throws when Prometheus refuses it */
  query(expression: string): Promise<Sample[]>;
  /** The names of the alerts that fire now. */
  firing(): Promise<string[]>;
}

/** Debian's Prometheus, which scrapes these addresses each second and alerts by our rules without their `for`. */
export async function startPrometheus(metricsUrls: readonly string[]): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), "prometheus-"));
  const targets = metricsUrls.map((url) => new URL(url).host);
  await writeFile(join(folder, "alerts.yml"), alertsText().replaceAll(/^\s+for: .*\n/gm, ""));
  await writeFile(
    join(folder, "prometheus.yml"),
    JSON.stringify({
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: ["alerts.yml"],
      scrape_configs: [{ job_name: "patientcare-zoom", static_configs: [{ targets }] }],
    }),
  );
  const port = await freePort(0);
  const child = spawn(
    program,
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  onTestFinished(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const api = async <Data>(path: string): Promise<Data> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const body = (await answer.json()) as { status: string; error?: string; data: Data };
    if (body.status !== "success") throw new Error(`Prometheus refused ${path}: ${body.error}`);
    return body.data;
  };
  const prometheus: Prometheus = {
    query: async (expression) =>
      (await api<{ result: Sample[] }>(`query?query=${encodeURIComponent(expression)}`)).result,
    firing: async () =>
      (await api<{ alerts: Alert[] }>("alerts")).alerts.map(({ labels }) => labels.alertname),
  };
  await eventually(
    async () => expect(await prometheus.query("up == 1")).toHaveLength(targets.length),
    20_000,
  );
  return prometheus;
}
