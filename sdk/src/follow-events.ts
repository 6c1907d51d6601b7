import type { ErrorData } from "@patientcare/zoom-server/rpc/error-shape.ts";
import superjson from "superjson";
import { ZoomServiceError } from "./errors.ts";
import { pause } from "./pause.ts";
import { readEventStream } from "./read-event-stream.ts";

export interface FollowOptions {
  /** Ends the iteration. */
  signal?: AbortSignal;
}

export interface StreamSource {
  url: string;
  /** Called for a token at each connection. */
  takeToken: () => Promise<string>;
  /** Whether another call of `takeToken` may give another token. */
  tokenChanges: boolean;
}

interface FollowInput {
  lastEventId?: string;
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
  { signal }: FollowOptions = {},
): AsyncGenerator<Event, void> {
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
      const response = await connect(source, from, connection);
      if (!response.ok || !isEventStream(response)) {
        const refusal = await readRefusal(response);
        if (refusal?.reason === "UNAUTHENTICATED") throw refusal;
        if (!heals(response.status) && (refusal || !connectedOnce)) throw refusal ?? notOurs();
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
        if (message.event === "serialized-error") throw refusalIn(message.data) ?? new Error("It broke off");
        if (message.event === "message") yield superjson.deserialize<Event>(JSON.parse(message.data));
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ZoomServiceError) {
        const mayHeal = error.reason === "UNAUTHENTICATED" && source.tokenChanges && refusedTokens++ === 0;
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

async function connect({ url, takeToken }: StreamSource, input: FollowInput, connection: AbortController) {
  return within(defaultSilenceMs, connection, async () => {
    const authorization = `Bearer ${await takeToken()}`;
    return fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify(superjson.serialize(input)),
      signal: connection.signal,
    });
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

const notOurs = () =>
  new ZoomServiceError("NETWORK_ERROR", "Somebody else answered: check baseUrl and what lies in between");

function silenceIn(data: string): number | undefined {
  const { reconnectAfterInactivityMs } = JSON.parse(data) as { reconnectAfterInactivityMs?: number };
  return reconnectAfterInactivityMs;
}

async function readRefusal(response: Response): Promise<ZoomServiceError | undefined> {
  try {
    return refusalOf(((await response.json()) as { error?: { json?: WireError } }).error?.json);
  } catch {
    return undefined;
  }
}

/** A stream that breaks off for a cause that passes is not refused. */
function refusalIn(data: string): ZoomServiceError | undefined {
  const refusal = refusalOf(superjson.deserialize<WireError>(JSON.parse(data)));
  return refusal?.data && heals(refusal.data.httpStatus) ? undefined : refusal;
}

interface WireError {
  message: string;
  data?: ErrorData;
}

const refusalOf = (error: WireError | undefined): ZoomServiceError | undefined =>
  error?.data?.reason
    ? new ZoomServiceError(error.data.reason, error.message, { data: error.data })
    : undefined;
