import { setTimeout as sleep } from "node:timers/promises";
import { note } from "./narrate.ts";
import { persist } from "./persist.ts";

const pollMs = 150;
const silentMs = 2_000;

type Waiting = { withinMs: number; meanwhile?: ((waitedMs: number) => Promise<void>) | undefined };

/** Asks until there is something; `meanwhile` runs at each try that found nothing. @throws Error after `withinMs` */
export async function waitFor<Found>(
  what: string,
  look: () => Promise<Found | null>,
  { withinMs, meanwhile }: Waiting,
): Promise<Found> {
  const began = Date.now();
  for (let isTold = false; Date.now() - began < withinMs; await sleep(pollMs)) {
    const found = await persist(look);
    if (found !== null) return found;
    const waitedMs = Date.now() - began;
    if (!isTold && waitedMs > silentMs) {
      note(`waiting until ${what} …`);
      isTold = true;
    }
    await meanwhile?.(waitedMs);
  }
  throw new Error(`Waited ${withinMs / 1000} seconds, in vain, until ${what}`);
}
