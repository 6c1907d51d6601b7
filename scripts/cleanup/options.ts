import { variables } from "@patientcare/zoom-server/config/variables.ts";
import { youngestMs } from "@patientcare/zoom-server/operations/archive/archive-meetings.ts";
import { type Command, InvalidArgumentError } from "commander";
import type { CommandConfig } from "../config.ts";
import { createCommand } from "../create-command.ts";

export interface CleanupOptions {
  dryRun: boolean;
  olderThanMs: number;
  /** The maximum of meetings; null for all. */
  limit: number | null;
  json: boolean;
}

const hourMs = 3_600_000;
const unitMs = { d: 24 * hourMs, h: hourMs };

export type GivenOptions = Partial<Omit<CleanupOptions, "olderThanMs">> & { olderThan?: number };

/** The command with its options. */
export const cleanupCommand = (): Command =>
  createCommand("cleanup:zoom", {
    description:
      "Moves meetings that ended, were cancelled or were missed, and are old enough, into the archive with all that hangs on them.",
    trouble: "refused, or failed; what was archived before stays archived, the batch that failed does not",
    more: "\n  3  stopped by SIGINT or SIGTERM, after the batch that ran",
  })
    .option("--dry-run", "prints exactly what would go, and changes nothing")
    .option("--older-than <age>", "since the end of the slot, such as 45d or 36h; else RETENTION_DAYS", toAge)
    .option("--limit <meetings>", "moves that many meetings at most, the oldest first", toLimit)
    .option("--json", "prints one JSON object");

/** What was asked for, with RETENTION_DAYS where no age was given. @throws Error when that is no number of days */
export const readOptions = (
  { olderThan, limit = null, dryRun = false, json = false }: GivenOptions,
  config: CommandConfig,
): CleanupOptions => ({ dryRun, json, limit, olderThanMs: olderThan ?? retentionMs(config) });

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
