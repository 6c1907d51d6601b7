import superjson from "superjson";
import { ZoomServiceError } from "./errors.ts";
import type { FollowOptions } from "./options.ts";
import { pause } from "./pause.ts";
import { isWireError, notOurs, refusal, refusalIn } from "./read-answer.ts";
import { readEventStream } from "./read-event-stream.ts";
import { requestHeaders, requestIdOf } from "./request-headers.ts";
import { type Token, takeToken } from "./take-token.ts";

interface StreamSource {
  url: string;
  token: Token;
}

interface FollowInput {
  lastEventId?: string | undefined;
}

const firstPauseMs = 250;
const maxPauseMs = 10_000;
const maxAskedMs = 300_000;
const defaultSilenceMs = 20_000;

/**
 * The events of a stream, each once and in order. It reconnects when the connection breaks, falls silent or is
 * renewed, and goes on behind the last event. It ends with `signal`.
 * @throws ZoomServiceError for a refusal that would come again
 */
export async function* followEvents<Event>(
  source: StreamSource,
  input: FollowInput = {},
  { signal, requestId: givenId }: FollowOptions = {},
): AsyncGenerator<Event, void> {
  const requestId = requestIdOf(givenId);
  let { lastEventId } = input;
  let troubles = 0;
  let connectedOnce = false;
  let refusedTokens = 0;
  while (!signal?.aborted) {
    const connection = new AbortController();
    const stop = () => connection.abort();
    signal?.addEventListener("abort", stop, { once: true });
    let askedMs = 0;
    try {
      const from = lastEventId === undefined ? input : { ...input, lastEventId };
      const { response, sent } = await connect(source, from, requestId, connection);
      if (!response.ok || !isEventStream(response)) {
        const ours = refusalIn(await response.json().catch(() => null), response, sent);
        if (ours?.reason === "UNAUTHENTICATED") throw ours;
        if (!heals(response.status) && (ours || !connectedOnce)) throw ours ?? notOurs(response, sent);
        askedMs = Number(response.headers.get("retry-after") ?? 0) * 1000 || 0;
        throw new Error("The service cannot be followed now");
      }
      connectedOnce = true;
      refusedTokens = 0;
      lastEventId ??= response.headers.get("last-event-id") ?? undefined;
      let silenceMs = defaultSilenceMs;
      const reader = response.body?.getReader();
      const read = () => within(silenceMs, connection, async () => (await reader?.read())?.value);
      for await (const message of readEventStream(read)) {
        troubles = 0;
        if (message.id !== "") lastEventId = message.id;
        if (message.event === "connected") silenceMs = silenceIn(message.data) ?? silenceMs;
        if (message.event === "serialized-error") throw finalIn(message.data) ?? new Error("It broke off");
        if (message.event === "message") yield superjson.deserialize<Event>(JSON.parse(message.data));
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ZoomServiceError) {
        const tokenMayChange = typeof source.token !== "string";
        const mayHeal = error.reason === "UNAUTHENTICATED" && tokenMayChange && refusedTokens++ === 0;
        if (!mayHeal) throw error;
      }
      troubles++;
    } finally {
      connection.abort();
      signal?.removeEventListener("abort", stop);
    }
    await pause(pauseAfter(troubles, askedMs), signal).catch(() => {});
  }
}

async function connect(
  source: StreamSource,
  input: FollowInput,
  requestId: string,
  connection: AbortController,
) {
  return within(defaultSilenceMs, connection, async () => {
    const token = await takeToken(source.token);
    const response = await fetch(source.url, {
      method: "POST",
      headers: { ...requestHeaders(token, requestId), accept: "text/event-stream" },
      body: JSON.stringify(superjson.serialize(input)),
      redirect: "manual",
      signal: connection.signal,
    });
    return { response, sent: { token, requestId } };
  });
}

/** Breaks the connection off when nothing comes; the service's heartbeats do. */
async function within<Result>(
  milliseconds: number,
  connection: AbortController,
  work: () => Promise<Result>,
): Promise<Result> {
  const silent = setTimeout(() => connection.abort(), milliseconds);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(connection.signal.reason);
    connection.signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    clearTimeout(silent);
    connection.signal.removeEventListener("abort", onAbort);
  }
}

/** Renewals and restarts meet all subscribers at once: they come back spread out. */
function pauseAfter(troubles: number, askedMs: number): number {
  const backOffMs = Math.min(firstPauseMs * 2 ** Math.min(troubles, 10), maxPauseMs);
  return Math.max(backOffMs * (0.5 + Math.random() / 2), Math.min(askedMs, maxAskedMs));
}

const heals = (status: number): boolean => status >= 500 || status === 408 || status === 429;

const isEventStream = ({ headers }: Response): boolean =>
  headers.get("content-type")?.startsWith("text/event-stream") ?? false;

function silenceIn(data: string): number | undefined {
  const { reconnectAfterInactivityMs } = JSON.parse(data) as { reconnectAfterInactivityMs?: number };
  return reconnectAfterInactivityMs;
}

/** A refusal in the midst of a stream; one for a cause that passes is none. */
function finalIn(data: string): ZoomServiceError | undefined {
  const error = superjson.deserialize(JSON.parse(data));
  return isWireError(error) && !heals(error.data.httpStatus) ? refusal(error) : undefined;
}
