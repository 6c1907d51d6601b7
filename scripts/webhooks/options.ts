import type { DeliveryFilter } from "@patientcare/zoom-db";
import { type Command, InvalidArgumentError } from "commander";

const unitMs = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

export type FilterOptions = DeliveryFilter & { json?: boolean; limit?: number };

/** Gives a command the options that select deliveries. */
export const addFilter = (command: Command): Command =>
  command
    .option("--since <time>", "received since: 90m, 2h, 3d ago, or an ISO time with its zone", (text) =>
      parseSince(text, new Date()),
    )
    .option("--event <name>", "only this event, such as meeting.started")
    .option("--failed", "only those that are parked or have failed tries")
    .option("--json", "writes JSON");

/** A time such as 2h ago (s, m, h, d), or an ISO time with Z or an offset. @throws InvalidArgumentError for other text */
export function parseSince(text: string, now: Date): Date {
  const [, number, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (number) return new Date(now.getTime() - Number(number) * (unitMs.get(unit) ?? 0));
  const at = new Date(text);
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new InvalidArgumentError(
    "Give how long ago, such as 90m, 2h or 3d, or a time such as 2027-01-15T09:00:00Z.",
  );
}

export function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number above 0.");
}

export function parseId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("Give a delivery's id, as list shows it.");
}
