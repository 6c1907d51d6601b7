import { databaseLine } from "../commands/database-line.ts";
import { type RunningScript, runScript } from "../commands/run-script.ts";

/** npm run cleanup:zoom on this database, as a process of its own. */
export const runCleanup = (
  databaseUrl: string,
  words: readonly string[] = [],
  env: Record<string, string> = {},
): RunningScript => runScript("scripts/cleanup.ts", words, { env: { DATABASE_URL: databaseUrl, ...env } });

export interface Report {
  dryRun: boolean;
  meetings: number;
  rows: Record<string, number>;
  before: string;
  oldest: string | null;
  newest: string | null;
  zoomDeletions: number;
  stopped: boolean;
}

/** The JSON of --json, which must be all its output beside the line that names the database. */
export async function outputOf(databaseUrl: string, words: readonly string[] = []): Promise<Report> {
  const { code, stdout, stderr } = await runCleanup(databaseUrl, ["--json", ...words]).ended;
  if (code !== 0 || stderr !== `${databaseLine(databaseUrl)}\n`)
    throw new Error(`The cleanup ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
