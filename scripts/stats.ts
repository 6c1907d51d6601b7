import { createDatabase, type Db, isMigrated, requireSessions } from "@patientcare/zoom-db";
import { checkStatistics } from "@patientcare/zoom-server/operations/stats/check-statistics.ts";
import { SingleBar } from "cli-progress";
import { readCommandConfig } from "./config.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { findDatabase, NotReady } from "./local-database.ts";

const trouble = 1;

// A month of a large clinic is counted in seconds.
const databaseOptions = {
  maxConnections: 1,
  statementTimeoutMs: 10 * 60_000,
  applicationName: "patientcare-zoom-stats",
};

interface CheckFlags {
  repair?: boolean;
  json?: boolean;
}

async function check(db: Db, { repair = false, json = false }: CheckFlags): Promise<void> {
  if (!(await isMigrated(db))) {
    throw new NotReady("The database has an older schema: run npm run migrate first.");
  }
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: "{bar} {value} of {total} months", stream: process.stderr, hideCursor: true })
    : null;
  let months = 0;
  const onMonth = ({ done, total }: { done: number; total: number }) => {
    if (bar && done === 1) bar.start(total, 0);
    months = total;
    bar?.update(done);
  };
  const wrong = await checkStatistics({ db }, { repair, onMonth }).finally(() => bar?.stop());
  if (json) console.log(JSON.stringify({ months, wrong, repaired: repair && wrong.length > 0 }));
  else console.log(asText(wrong, { months, repair }));
  if (wrong.length > 0 && !repair) process.exitCode = trouble;
}

function asText(
  wrong: Awaited<ReturnType<typeof checkStatistics>>,
  { months, repair }: { months: number; repair: boolean },
): string {
  if (wrong.length === 0) return `The statistics of ${months} months equal a recount of the meetings.`;
  const lines = wrong.map(
    ({ month, wrongCells }) => `  ${month.toISOString().slice(0, 7)}, wrong cells: ${wrongCells}`,
  );
  const end = repair
    ? "These months were counted anew."
    : "Count these months anew with: npm run stats -- check --repair";
  return [`The statistics of ${wrong.length} of ${months} months differ from a recount:`, ...lines, end].join(
    "\n",
  );
}

async function withDatabase({ json = false, ...flags }: CheckFlags): Promise<void> {
  const { url, line } = await findDatabase(readCommandConfig());
  process[json ? "stderr" : "stdout"].write(`${line}\n`);
  await requireSessions(url);
  const db = createDatabase(url, databaseOptions);
  await check(db, { json, ...flags }).finally(() => db.destroy());
}

const command = createCommand("stats", {
  description: "Looks after the statistics.",
  trouble: "the statistics differ from a recount and were not repaired, or the database cannot be read",
  more: `

The database is that of DATABASE_URL, else the one that npm start runs. The first line names it.`,
});

command
  .command("check")
  .description("Counts all meetings again from the rows, and compares the statistics with it.")
  .option("--repair", "counts the months anew that differ; answers are right meanwhile")
  .option("--json", "prints one JSON object")
  .action(withDatabase);

await runCommand(command);
