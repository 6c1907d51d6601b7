import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { DomainError } from "../domain/errors.ts";
import type { Log } from "../telemetry/log.ts";

const fetchWithinMs = 5_000;
// A key that has left the set counts for two minutes at most: the set is read again each minute while calls come, and a
// call after a longer pause waits for it.
const refreshAfterMs = 60_000;
const waitAfterMs = 100_000;
const maxAgeMs = 6 * 60 * 60_000;
const cooldownMs = 30_000;
const pauseWithoutKeysMs = 1_000;

/** A key set as it was fetched. While its content stays the same it is the same object. */
export interface KeySet {
  find: JWTVerifyGetKey;
  content: string;
}

type VerifyingKey = Awaited<ReturnType<JWTVerifyGetKey>>;

export interface TokenKeys {
  /** The key set that counts now: what another one verified has to be verified again. */
  current(): Promise<KeySet>;
  /** The key that a token names, with its set; the set is fetched again for a key that is not in it. */
  find(...token: Parameters<JWTVerifyGetKey>): Promise<{ key: VerifyingKey; keySet: KeySet }>;
}

/**
 * The public keys of the signer of tokens, fetched again when they grow old, and when a token names one that is not
 * among them, at most once per cooldown. While their address is away those at hand count, for six hours.
 * All of it throws DomainError SERVICE_UNAVAILABLE when a token cannot be judged since the keys cannot be fetched.
 */
export function createTokenKeys(url: string, log: Pick<Log, "info" | "warn">): TokenKeys {
  let known: { keySet: KeySet; at: number } | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let unavailable = false;
  let asking: Promise<void> | null = null;

  const usable = () => (known && Date.now() <= known.at + maxAgeMs ? known.keySet : null);
  const ask = async () => {
    try {
      const fetched = await fetchKeys(url);
      known = { keySet: fetched.content === known?.keySet.content ? known.keySet : fetched, at: Date.now() };
      if (unavailable) log.info({}, "The keys of callers' tokens can be fetched again");
      unavailable = false;
    } catch {
      if (!unavailable) log.warn({}, awayMessage);
      unavailable = true;
    } finally {
      // From its end: those who waited for it in vain do not wait once more.
      checkedAt = Date.now();
      asking = null;
    }
  };
  const refresh = async () => {
    if (asking === null && Date.now() < checkedAt + (usable() ? cooldownMs : pauseWithoutKeysMs)) return;
    asking ??= ask();
    await asking;
  };
  const current = async () => {
    const passedMs = Date.now() - checkedAt;
    if (usable() === null || passedMs >= waitAfterMs) await refresh();
    else if (passedMs >= (unavailable ? cooldownMs : refreshAfterMs)) void refresh();
    const keySet = usable();
    if (keySet === null) throw cannotJudge();
    return keySet;
  };

  return {
    current,
    async find(header, token) {
      const keySet = await current();
      try {
        return { key: await keySet.find(header, token), keySet };
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await refresh();
        if (unavailable) throw cannotJudge();
        const fresh = await current();
        return { key: await fresh.find(header, token), keySet: fresh };
      }
    },
  };
}

async function fetchKeys(url: string): Promise<KeySet> {
  const signal = AbortSignal.timeout(fetchWithinMs);
  const response = await fetch(url, { redirect: "error", signal, headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The address of the keys answered ${response.status}`);
  const content = await response.text();
  return { find: createLocalJWKSet(JSON.parse(content) as JSONWebKeySet), content };
}

const awayMessage =
  "The keys of callers' tokens cannot be fetched: those at hand count for six hours after they were fetched, then every call is refused. Check AUTH_JWKS_URL and the network between";

const cannotJudge = () =>
  new DomainError("SERVICE_UNAVAILABLE", "The keys that sign tokens cannot be fetched now; try again soon");
