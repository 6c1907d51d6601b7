import { isDeepStrictEqual } from "node:util";
import type { Finding } from "./signals.ts";

/** What is appended to the events of a meeting about one finding. */
export interface FindingEvent {
  effectKey: string;
  /** The finding's own type at first; `corrected` when late facts change it or take it back. */
  type: string;
  at: Date;
  data: Record<string, unknown>;
}

export type ToldFinding = Pick<FindingEvent, "effectKey" | "type" | "data">;

const prefix = "found";

/**
 * What is new against what was told already: each finding once, and a correction where one has changed or no longer
 * holds. Nothing is ever taken out. Told twice, it adds nothing. Once settled, no live finding is added any more.
 */
export function findingNews(
  findings: readonly Finding[],
  told: readonly ToldFinding[],
  slotStart: Date,
  { settled, now }: { settled: boolean; now: Date },
): FindingEvent[] {
  const standing = new Map(findings.map((finding) => [claimOf(finding, slotStart), finding]));
  const last = lastOf(told);
  const added = [...standing]
    .filter(([claim, { phase }]) => !last.has(claim) && !(settled && phase === "live"))
    .map(([claim, finding]) => eventOf(claim, 1, finding.type, finding.at, wordsOf(finding)));
  const corrected = [...last].flatMap(([claim, { version, data, type }]) => {
    if (!claim.endsWith(`:${slotStart.getTime()}`)) return [];
    const finding = standing.get(claim);
    const corrects = claim.split(":")[2];
    const words = finding
      ? { ...wordsOf(finding), corrects, stands: true }
      : { who: data.who, settled: data.settled, corrects, stands: false };
    const before = type === "corrected" ? data : { ...data, corrects, stands: true };
    return isDeepStrictEqual(words, before) ? [] : eventOf(claim, version + 1, "corrected", now, words);
  });
  return [...added, ...corrected];
}

/** Whether what was told says by now that this holds. */
export const stillStands = (
  told: readonly ToldFinding[],
  type: Finding["type"],
  who: Finding["who"],
): boolean =>
  [...lastOf(told)].some(
    ([claim, { data }]) =>
      claim.split(":")[2] === type && claim.split(":")[3] === String(who) && data.stands !== false,
  );

const claimOf = ({ type, phase, who }: Finding, slotStart: Date) =>
  [prefix, phase, type, who, slotStart.getTime()].map(String).join(":");

const wordsOf = ({ who, phase, data }: Finding) => ({ ...data, who, settled: phase === "settled" });

const eventOf = (
  claim: string,
  version: number,
  type: string,
  at: Date,
  data: Record<string, unknown>,
): FindingEvent => ({ effectKey: `${claim}:${version}`, type, at, data });

function lastOf(told: readonly ToldFinding[]): Map<string, ToldFinding & { version: number }> {
  const last = new Map<string, ToldFinding & { version: number }>();
  for (const event of told) {
    const [, claim = "", version = ""] = /^(found:.*):(\d+)$/.exec(event.effectKey) ?? [];
    if (claim === "" || (last.get(claim)?.version ?? 0) >= Number(version)) continue;
    last.set(claim, { ...event, version: Number(version) });
  }
  return last;
}
