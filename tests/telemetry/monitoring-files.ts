import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export const monitoring = resolve(import.meta.dirname, "../../docs/monitoring");
export const alertsFile = resolve(monitoring, "alerts.yml");
export const alertsText = (): string => readFileSync(alertsFile, "utf8");

interface Panel {
  targets?: { expr: string }[];
}

/** The queries of the dashboard, with Grafana's variables filled in. */
export function dashboardQueries(): string[] {
  const { panels } = JSON.parse(readFileSync(resolve(monitoring, "dashboard.json"), "utf8")) as {
    panels: Panel[];
  };
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll("$__range", "5m")));
}
