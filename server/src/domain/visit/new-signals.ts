import { isDeepStrictEqual } from "node:util";
import type { SignalType } from "@patientcare/zoom-db/unions";
import type { Signal } from "./signal.ts";

/** An event that is appended to a meeting about one signal. */
export interface SignalEvent {
  effectKey: string;
  /** The signal's own type at first; `corrected` when late facts change it or take it back. */
  type: SignalType | "corrected";
  at: Date;
  data: Record<string, unknown>;
}

/** An event of the meeting; the effect key shows whether it is a signal's. */
export interface EmittedSignal extends Pick<SignalEvent, "effectKey" | "data"> {
  type: string;
}

const prefix = "signal";

/**
 * The signals that were not emitted yet: each signal once, and a correction where one has changed or no longer
 * holds. Nothing is ever removed, and nothing is said while Zoom is silent. Computed twice, it adds nothing. Once settled, no live signal is added any more.
 */
export function newSignals(
  signals: readonly Signal[],
  emitted: readonly EmittedSignal[],
  slotStart: Date,
  { settled, zoomSilent, now }: { settled: boolean; zoomSilent: boolean; now: Date },
): SignalEvent[] {
  if (zoomSilent) return [];
  const standing = new Map(signals.map((signal) => [claimOf(signal, slotStart), signal]));
  const last = lastVersions(emitted);
  const added = [...standing]
    .filter(([claim, { phase }]) => !last.has(claim) && !(settled && phase === "live"))
    .map(([claim, signal]) => eventOf(claim, 1, signal.type, signal.at, dataOf(signal)));
  const corrected = [...last].flatMap(([claim, { version, data: before, type }]) => {
    if (!claim.endsWith(`:${slotStart.getTime()}`)) return [];
    const signal = standing.get(claim);
    const corrects = claim.split(":")[2];
    const data = signal
      ? { ...dataOf(signal), corrects, stands: true }
      : { who: before.who, settled: before.settled, corrects, stands: false };
    const emittedData = type === "corrected" ? before : { ...before, corrects, stands: true };
    return isDeepStrictEqual(data, emittedData) ? [] : eventOf(claim, version + 1, "corrected", now, data);
  });
  return [...added, ...corrected];
}

/** Whether the emitted signals, with their corrections, say that this one holds. */
export const stillStands = (
  emitted: readonly EmittedSignal[],
  type: Signal["type"],
  who: Signal["who"],
): boolean =>
  [...lastVersions(emitted)].some(
    ([claim, { data }]) =>
      claim.split(":")[2] === type && claim.split(":")[3] === String(who) && data.stands !== false,
  );

const claimOf = ({ type, phase, who }: Signal, slotStart: Date) =>
  [prefix, phase, type, who, slotStart.getTime()].map(String).join(":");

const dataOf = ({ who, phase, data }: Signal) => ({ settled: phase === "settled", ...data, who });

const eventOf = (
  claim: string,
  version: number,
  type: SignalEvent["type"],
  at: Date,
  data: Record<string, unknown>,
): SignalEvent => ({ effectKey: `${claim}:${version}`, type, at, data });

function lastVersions(emitted: readonly EmittedSignal[]): Map<string, EmittedSignal & { version: number }> {
  const last = new Map<string, EmittedSignal & { version: number }>();
  for (const event of emitted) {
    const [, claim = "", version = ""] = /^(signal:.*):(\d+)$/.exec(event.effectKey) ?? [];
    if (claim === "" || (last.get(claim)?.version ?? 0) >= Number(version)) continue;
    last.set(claim, { ...event, version: Number(version) });
  }
  return last;
}
