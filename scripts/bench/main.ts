import { Command, InvalidArgumentError } from "commander";
import type { BenchOptions } from "./bench.ts";
import { benches } from "./benches.ts";

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

const list = Object.entries(benches).map(([name, { about }]) => `  ${name.padEnd(10)}${about}`);
const overview = ["Benches:", ...list, "", "Run one with: npm run bench <name>"].join("\n");

const command = new Command("npm run bench")
  .description("Measures the service on a PostgreSQL of its own, which is removed afterwards.")
  .argument("[name]", "which bench; without it they are listed")
  .option("--seconds <number>", "how long each round lasts, after its warm-up", toNumber, 10)
  .option("--connections <number>", "how many callers call at a time", toWhole, 64)
  .option("--rounds <number>", "how often everything is measured; the median counts", toWhole, 3)
  .option("--rows <number>", "how many rows there are; each bench has its own number", toWhole)
  .option("--json", "writes the figures as JSON to standard output, and nothing else")
  .addHelpText("after", `\n${overview}`)
  .allowExcessArguments(false)
  .parse();

// What was started ends with the process; without this Ctrl-C would leave it running.
for (const [signal, code] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
  process.once(signal, () => process.exit(code));
}

const [name] = command.args;
if (name === undefined) console.log(overview);
else await run(name);

async function run(name: string): Promise<void> {
  const bench = benches[name];
  if (!bench) return command.error(`There is no bench "${name}".\n${overview}`);
  const { json, ...options } = command.opts<BenchOptions & { json?: boolean }>();
  try {
    const { lines, figures } = await bench.run(options, (line) => console.error(line));
    console.log(json ? JSON.stringify(figures, null, 2) : lines.join("\n"));
  } catch (error) {
    command.error(`\nThe bench failed: ${error instanceof Error ? error.message : error}`);
  }
}
