import { refusalOf, ZoomError } from "./errors.ts";
import { exchange } from "./exchange.ts";
import { interpretTokenReply, type Token } from "./interpret-token-reply.ts";
import type { Observe } from "./observe.ts";
import { tokenPhase } from "./token-phase.ts";
import { trackingId } from "./tracking-id.ts";

const tokenEndpoint = "POST /oauth/token";

type AccessTokenOptions = {
  oauthUrl: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
  timeoutMs: number;
  observe: Observe;
  now: () => Date;
};

export type AccessToken = {
  get(signal: AbortSignal): Promise<string>;
  discard(value: string): void;
  /** The scopes of the present token; null where Zoom does not name them. */
  scopes(signal: AbortSignal): Promise<readonly string[] | null>;
};

/** One token per process, asked for once however many calls wait for it. */
export function createAccessToken(options: AccessTokenOptions): AccessToken {
  let current: Token | null = null;
  let renewal: Promise<Token> | null = null;

  // The renewal has its own time limit: many calls share it, and the most impatient must not end it for all.
  function renew(): Promise<Token> {
    renewal ??= requestToken(options)
      .then((token) => {
        current = token;
        return token;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  }

  async function present(signal: AbortSignal): Promise<Token> {
    const phase = current ? tokenPhase(current, options.now()) : "spent";
    if (!current || phase === "spent") return orDeadline(renew(), signal);
    // The present token still works; whoever comes after it is spent meets the failure.
    if (phase === "ageing") renew().catch(() => undefined);
    return current;
  }

  return {
    get: async (signal) => (await present(signal)).value,
    scopes: async (signal) => (await present(signal)).scopes,
    discard(value) {
      // A late refusal of an older token must not throw away its successor.
      if (current?.value === value) current = null;
    },
  };
}

async function requestToken(options: AccessTokenOptions): Promise<Token> {
  const { oauthUrl, clientId, clientSecret, accountId, timeoutMs, observe, now } = options;
  const zoomCheckedAt = now();
  const startedAt = performance.now();
  const reply = await exchange({
    method: "POST",
    url: oauthUrl,
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
    },
    body: new URLSearchParams({ grant_type: "account_credentials", account_id: accountId }).toString(),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const answer = interpretTokenReply(reply, zoomCheckedAt);
  observe({
    endpoint: tokenEndpoint,
    outcome: answer.ok ? "ok" : answer.failure.kind,
    durationMs: performance.now() - startedAt,
    trackingId: trackingId(reply),
    ...(!answer.ok && refusalOf(answer.failure)),
  });
  if (!answer.ok) throw new ZoomError(answer.failure, tokenEndpoint);
  return answer.token;
}

function orDeadline<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: raced, resolve, reject } = Promise.withResolvers<T>();
  const giveUp = () =>
    reject(new ZoomError({ kind: "unavailable", detail: "token: the deadline passed" }, tokenEndpoint));
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  return raced;
}
