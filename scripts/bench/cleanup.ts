import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./bench.ts";
import { figuresOf, measureReads, type ReadFigures } from "./cleanup/measure-reads.ts";
import { runCommand } from "./cleanup/run-command.ts";
import { seedMeetings } from "./cleanup/seed-meetings.ts";
import { describeMachine, machineLine } from "./describe-machine.ts";
import { openDatabase } from "./open-database.ts";
import { printTable } from "./print-table.ts";

const defaultFinished = 15_000;
const live = 2_000;
const goalRowsPerSecond = 10_000;

/**
 * How fast the cleanup command archives on a durable PostgreSQL of its own, how its memory grows, and how long reads of
 * live meetings beside it wait.
 */
export const benchCleanup: Bench["run"] = async ({ seconds, wal, rows: finished = defaultFinished }, say) => {
  const database = await openDatabase({ wal });
  try {
    const { db, url } = database;
    say(`Seeding ${finished} finished meetings and ${live} live ones …`);
    await seedMeetings(url, { meetings: finished, daysAgo: 60 });
    await seedMeetings(url, { meetings: live, daysAgo: 10, upcoming: true });
    const scheduled = db.selectFrom("zoom_meetings").select("id").where("status", "=", "scheduled");
    const ids = (await scheduled.execute()).map(({ id }) => id);
    const readFor = (ms: number) => measureReads(db, ids, sleep(ms));
    await readFor(1_000);
    say("Reading alone …");
    const before = await readFor(seconds * 1_000);
    say("Reading beside the cleanup …");
    const running = runCommand(url);
    const [beside, cleanup] = [await measureReads(db, ids, running), await running];
    // Before and after, so that what else the machine does in these minutes falls on both.
    say("Reading alone …");
    const after = await readFor(seconds * 1_000);
    const reads = before.map(({ way, times }, place) => ({
      way,
      alone: figuresOf([...times, ...(after[place]?.times ?? [])]),
      beside: figuresOf(beside[place]?.times ?? []),
    }));
    const rows = Object.values(cleanup.rows).reduce((sum, count) => sum + count, 0);
    const rowsPerSecond = Math.round(rows / cleanup.seconds);
    const machine = describeMachine(database.version);
    const lines = [
      machineLine(machine),
      `${rows} rows in ${cleanup.seconds.toFixed(1)} s: ${rowsPerSecond} rows/s (goal: ${goalRowsPerSecond})`,
      `memory of the command, once a second: ${cleanup.memory.join(" ")} MB`,
      "",
      ...printTable(
        ["reads of live meetings, one each 5 ms", "", "reads", "p50 ms", "p99 ms", ""],
        reads.flatMap(({ way, alone, beside }) => [
          [way, "alone", ...cellsOf(alone), ""],
          [way, "beside the cleanup", ...cellsOf(beside), `p99 × ${(beside.p99 / alone.p99).toFixed(2)}`],
        ]),
      ),
    ];
    return {
      lines,
      figures: { bench: "cleanup", machine, rows, rowsPerSecond, memory: cleanup.memory, reads },
    };
  } finally {
    await database.close();
  }
};

const cellsOf = ({ reads, p50, p99 }: ReadFigures): string[] => [
  String(reads),
  p50.toFixed(2),
  p99.toFixed(2),
];
