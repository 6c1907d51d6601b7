import { pause } from "./pause.ts";

const maxTries = 3;
const firstPauseMs = 200;

/**
 * A fetch for calls that may be sent twice: a broken connection and a 503 are tried again, twice, unless the call is
 * called off meanwhile; so is the answer that the first of them still runs. `Retry-After` is respected up to 5 s.
 */
export const retryingFetch: typeof fetch = async (input, init) => {
  for (let tried = 1; ; tried += 1) {
    try {
      const response = await fetch(input, init);
      if (!isTemporary(response) || tried >= maxTries) return response;
      await response.body?.cancel();
      await pause(pauseFor(tried, response.headers.get("retry-after")), init?.signal);
    } catch (error) {
      if (init?.signal?.aborted || tried >= maxTries) throw error;
      await pause(pauseFor(tried, null), init?.signal);
    }
  }
};

const isTemporary = ({ status, headers }: Response) =>
  status === 503 || (status === 409 && headers.has("retry-after"));

function pauseFor(tried: number, retryAfter: string | null): number {
  const askedMs = Number(retryAfter ?? 0) * 1000;
  return Math.max(Math.min(Number.isFinite(askedMs) ? askedMs : 0, 5_000), firstPauseMs * 2 ** (tried - 1));
}
