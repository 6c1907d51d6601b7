import { variables } from "@patientcare/zoom-server/config.ts";
import { youngestMs } from "@patientcare/zoom-server/operations/archive/archive-meetings.ts";
import { Command, InvalidArgumentError } from "commander";
import type { CommandConfig } from "../config.ts";

export interface CleanupOptions {
  dryRun: boolean;
  olderThanMs: number;
  /** The maximum of meetings; null for all. */
  limit: number | null;
  json: boolean;
}

const hourMs = 3_600_000;
const unitMs = { d: 24 * hourMs, h: hourMs };

const exitCodes = `
Exit codes:
  0  done
  1  failed; what was archived before stays archived, the batch that failed does not
  2  wrong usage or configuration; nothing was done
  3  stopped by SIGINT or SIGTERM, after the batch that ran`;

/** Reads the command line and RETENTION_DAYS. Ends the process with the help (0), or with an error message (2). */
export function readOptions(config: CommandConfig, args: readonly string[]): CleanupOptions {
  const command = new Command("npm run cleanup:zoom --")
    .description(
      "Moves meetings that ended, were cancelled or were missed, and are old enough, into the archive with all that hangs on them.",
    )
    .option("--dry-run", "prints exactly what would go, and changes nothing")
    .option("--older-than <age>", "since the end of the slot, such as 45d or 36h; else RETENTION_DAYS", toAge)
    .option("--limit <meetings>", "moves that many meetings at most, the oldest first", toLimit)
    .option("--json", "prints one JSON object")
    .addHelpText("after", exitCodes)
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse(args, { from: "user" });
  const {
    olderThan,
    limit = null,
    dryRun = false,
    json = false,
  } = command.opts<Partial<Omit<CleanupOptions, "olderThanMs"> & { olderThan: number }>>();
  try {
    return { dryRun, json, limit, olderThanMs: olderThan ?? retentionMs(config) };
  } catch (error) {
    return command.error(`error: ${error instanceof Error ? error.message : error}`);
  }
}

function toAge(text: string): number {
  const [, number, unit] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  if (unit !== "d" && unit !== "h") throw new InvalidArgumentError("Give days or hours, such as 45d or 36h.");
  const age = Number(number) * unitMs[unit];
  if (age >= youngestMs) return age;
  throw new InvalidArgumentError(
    "Meetings stay for 24 hours after their end at least: give 24h, 1d or more.",
  );
}

function toLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number of meetings, at least 1.");
}

function retentionMs({ retentionDays }: CommandConfig): number {
  const parsed = variables.shape.RETENTION_DAYS.safeParse(retentionDays ?? undefined);
  if (parsed.success) return parsed.data * unitMs.d;
  throw new Error(`RETENTION_DAYS ${parsed.error.issues[0]?.message} (see .env.example)`);
}
