import { isDatabaseUnavailable } from "@patientcare/zoom-db";
import { Command } from "commander";
import { explainUnavailable } from "./local-database.ts";

const exitCodes = { done: 0, trouble: 1, wrongUsage: 2 };

export type CommandText = {
  description: string;
  /** The meaning of exit code 1 for this command. */
  trouble: string;
  /** Further lines of the help, and codes above 2. */
  more?: string;
};

/** A command of ours: `--help` shows what it does and its exit codes, and a wrong call ends with 2. */
export function createCommand(script: string, { description, trouble, more = "" }: CommandText): Command {
  return new Command(`npm run ${script} --`)
    .description(description)
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage))
    .addHelpText(
      "after",
      `
Exit codes:
  0  done
  1  ${trouble}
  2  wrong usage; nothing was done${more}`,
    );
}

/** Runs what the command line says. Trouble ends the process with 1, after one message. */
export async function runCommand(
  command: Command,
  explain: (error: unknown) => string = messageOf,
): Promise<void> {
  try {
    await command.parseAsync();
  } catch (error) {
    console.error(`error: ${explain(error)}`);
    process.exit(exitCodes.trouble);
  }
}

/** The trouble in words; nothing of a database's address. */
export function messageOf(error: unknown): string {
  if (isDatabaseUnavailable(error)) return explainUnavailable(error);
  return error instanceof Error ? error.message : String(error);
}
