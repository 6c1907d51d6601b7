import { resolve } from "node:path";
import type { Bench } from "./bench.ts";
import { describeMachine, machineLine } from "./describe-machine.ts";
import { openDatabase } from "./open-database.ts";
import { percentile } from "./percentile.ts";
import { printTable } from "./print-table.ts";
import { startChild } from "./start-child.ts";
import { startService } from "./start-service.ts";

const startsPerRound = 10;
const goalMs = 1_000;
const bareScript = resolve(import.meta.dirname, "baselines/bare-start.ts");

/** How long the service takes from the start of its process until it is ready, on a migrated database. */
export const benchStart: Bench["run"] = async ({ rounds, wal }, say) => {
  const database = await openDatabase({ wal });
  try {
    const { url } = database;
    const env = { NODE_ENV: "production", DATABASE_URL: url };
    const contenders = [
      { name: "the service", times: [] as number[], start: () => startService(url) },
      {
        name: "Node, Hono and one query",
        times: [] as number[],
        start: () => startChild({ script: bareScript, readyPath: "/readyz", env }),
      },
    ];
    // The first start of an installation compiles everything, and is no start like the others.
    for (const { start } of contenders) await (await start()).stop();
    // In turns, so that what else the machine does falls on both.
    for (let number = 1; number <= rounds * startsPerRound; number++) {
      for (const { name, times, start } of contenders) {
        const child = await start();
        times.push(child.readyMs);
        await child.stop();
        say(`start ${number}: ${Math.round(child.readyMs)} ms, ${name}`);
      }
    }
    const machine = describeMachine(database.version);
    const figures = contenders.map(({ name, times }) => {
      const sorted = times.toSorted((one, other) => one - other);
      return { name, starts: times.length, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) };
    });
    const [service, bare] = figures;
    if (!service || !bare) throw new Error("Nothing was measured");
    const lines = [
      machineLine(machine),
      ...printTable(
        ["start to ready", "starts", "p50 ms", "p95 ms"],
        figures.map(({ name, starts, p50Ms, p95Ms }) => [
          name,
          String(starts),
          p50Ms.toFixed(0),
          p95Ms.toFixed(0),
        ]),
      ),
      `the service takes × ${(service.p50Ms / bare.p50Ms).toFixed(2)} of it`,
      `goal: p50 < ${goalMs} ms: ${service.p50Ms < goalMs ? "reached" : "missed"}`,
    ];
    return { lines, figures: { bench: "start", machine, contenders: figures } };
  } finally {
    await database.close();
  }
};
