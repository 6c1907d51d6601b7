import { InvalidArgumentError } from "commander";
import { createCommand, messageOf, runCommand } from "../create-command.ts";
import type { Bench, BenchOptions } from "./bench.ts";
import { benchCleanup } from "./cleanup.ts";
import { compareReads } from "./compare-reads.ts";
import { benchEvents } from "./events.ts";
import { benchHostile } from "./hostile.ts";
import { benchMemory } from "./memory.ts";
import { benchProfile } from "./profile.ts";
import { benchSoak } from "./soak.ts";
import { benchStart } from "./start.ts";
import { benchStats } from "./stats.ts";
import { benchWebhooks } from "./webhooks.ts";

const benches: Record<string, Bench> = {
  rest: {
    about: "reads a meeting over REST, beside three plain services that do the same",
    run: (options, say) => compareReads("rest", options, say),
  },
  rpc: {
    about: "reads a meeting over RPC, beside the same three",
    run: (options, say) => compareReads("rpc", options, say),
  },
  cleanup: { about: "archives finished meetings, with reads of live ones beside it", run: benchCleanup },
  webhooks: {
    about: "stores signed deliveries, beside a plain server and the database alone",
    run: benchWebhooks,
  },
  events: { about: "pushes Zoom's events to a subscriber, at 200 deliveries a second", run: benchEvents },
  stats: { about: "reads statistics of few and of many meetings, beside a plain count", run: benchStats },
  hostile: {
    about: "ten strangers who pipeline as fast as they can, with signed deliveries beside them",
    run: benchHostile,
  },
  start: { about: "from the start of the process to ready, beside a bare Node", run: benchStart },
  memory: {
    about: "what memory holds after 100 000 calls and as many deliveries (--rows)",
    run: benchMemory,
  },
  soak: {
    about: "calls, clicks, deliveries and streams for minutes, with a fault every 10 s",
    run: benchSoak,
  },
  profile: { about: "shows where the service's time goes in rest and rpc", run: benchProfile },
};

function toNumber(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError("Give a number above 0.");
}

function toWhole(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Give a whole number above 0.");
}

const toWholeOrNone = (text: string): number => (text === "0" ? 0 : toWhole(text));

const list = Object.entries(benches).map(([name, { about }]) => `  ${name.padEnd(10)}${about}`);
const overview = ["Benches:", ...list, "", "Run one with: npm run bench <name>"].join("\n");

const command = createCommand("bench", {
  description: "Measures the service on a PostgreSQL of its own, which is removed afterwards.",
  trouble: "the bench failed; the message says why",
  more: `\n\n${overview}`,
})
  .argument("[name]", "which bench; without it they are listed")
  .option("--seconds <number>", "how long each round lasts, after its warm-up", toNumber, 10)
  .option("--connections <number>", "how many callers call at a time", toWhole, 64)
  .option("--rounds <number>", "how often everything is measured; the median counts", toWhole, 3)
  .option("--warm-up-rounds <number>", "rounds before the first one that counts", toWholeOrNone, 2)
  .option(
    "--wal <megabytes>",
    "how much write-ahead log is made ready; little makes a trial quick",
    toWhole,
    3_072,
  )
  .option("--rows <number>", "how many rows there are; each bench has its own number", toWhole)
  .option("--minutes <number>", "how long the soak lasts", toNumber, 10)
  .option("--json", "writes the figures as JSON to standard output, and nothing else")
  .action(async (name: string | undefined, { json, ...options }: BenchOptions & { json?: boolean }) => {
    if (name === undefined) return console.log(overview);
    const bench = benches[name];
    if (!bench) return command.error(`error: There is no bench "${name}".\n${overview}`);
    const { lines, figures } = await bench.run(options, (line) => console.error(line));
    console.log(json ? JSON.stringify(figures, null, 2) : lines.join("\n"));
  });

for (const [signal, code] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
  process.once(signal, () => process.exit(code));
}

await runCommand(command, (error) => `The bench failed: ${messageOf(error)}`);
