import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandConfig } from "../config.ts";
import { readLocalState } from "../local/local-state.ts";
import { findSigning, type Signing } from "../local/mint-token.ts";
import { note } from "./narrate.ts";

export type Places = { url: string; sandboxUrl: string; signing: Signing };
export type GivenPlaces = { url?: string; sandbox?: string };

const maxWaitMs = 10 * 60_000;
const pollMs = 500;

/** The addresses of service and sandbox, once both answer. @throws Error when they do not come within ten minutes */
export async function findPlaces(config: CommandConfig, given: GivenPlaces): Promise<Places> {
  const deadline = Date.now() + maxWaitMs;
  for (let isWaiting = false; ; isWaiting = true) {
    const { url, sandboxUrl } = await addresses(config, given);
    const missing = (await answers(`${url}/readyz`))
      ? await missingBeside(sandboxUrl)
      : `the service on ${url}`;
    if (!missing) return { url, sandboxUrl, signing: await findSigning(config) };
    if (Date.now() > deadline) throw new Error(`Nobody started ${missing}. Start it with: npm start`);
    if (!isWaiting) note(`waiting up to 10 minutes for ${missing}; start it in another terminal: npm start`);
    await sleep(pollMs);
  }
}

async function addresses(config: CommandConfig, given: GivenPlaces) {
  const running = await readLocalState(join(config.dataFolder, "local.json"));
  return {
    url: (given.url ?? `http://localhost:${running?.port ?? 3000}`).replace(/\/+$/, ""),
    sandboxUrl: (given.sandbox ?? running?.sandboxUrl ?? "http://localhost:3001").replace(/\/+$/, ""),
  };
}

const missingBeside = async (sandboxUrl: string): Promise<string | null> =>
  (await answers(`${sandboxUrl}/healthz`)) ? null : `the Zoom sandbox on ${sandboxUrl}`;

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
  await response?.body?.cancel();
  return response?.status === 200;
}
