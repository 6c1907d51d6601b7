import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { DomainError } from "../domain/errors.ts";

const fetchWithinMs = 5_000;
const freshMs = 10 * 60_000;
const cooldownMs = 30_000;
const pauseWithoutKeysMs = 1_000;

/**
 * The public keys of whoever signs tokens. They are fetched again when they grow old and when a token names one that
 * is not among them, at most once per cooldown; those at hand go on working while their address is away.
 * @throws DomainError SERVICE_UNAVAILABLE when a token cannot be verified because the keys cannot be fetched
 */
export function createTokenKeys(url: string): JWTVerifyGetKey {
  let keys: { find: JWTVerifyGetKey; at: number } | null = null;
  let zoomCheckedAt = Number.NEGATIVE_INFINITY;
  let unavailable = false;
  let asking: Promise<void> | null = null;

  const ask = async () => {
    try {
      keys = { find: createLocalJWKSet(await fetchKeys(url)), at: Date.now() };
      unavailable = false;
    } catch {
      unavailable = true;
    } finally {
      // From its end: who waited for it in vain does not wait once more.
      zoomCheckedAt = Date.now();
      asking = null;
    }
  };
  const refresh = async () => {
    if (asking === null && Date.now() < zoomCheckedAt + (keys ? cooldownMs : pauseWithoutKeysMs)) return;
    asking ??= ask();
    await asking;
  };

  return async (header, token) => {
    if (keys === null || Date.now() > keys.at + freshMs) await refresh();
    if (keys === null) throw cannotJudge();
    try {
      return await keys.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh();
      if (unavailable) throw cannotJudge();
      return keys.find(header, token);
    }
  };
}

async function fetchKeys(url: string): Promise<JSONWebKeySet> {
  const signal = AbortSignal.timeout(fetchWithinMs);
  const response = await fetch(url, { redirect: "error", signal, headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The address of the keys answered ${response.status}`);
  return (await response.json()) as JSONWebKeySet;
}

const cannotJudge = () =>
  new DomainError("SERVICE_UNAVAILABLE", "The keys that sign tokens cannot be fetched now; try again soon");
