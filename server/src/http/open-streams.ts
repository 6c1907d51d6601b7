import type { ServerResponse } from "node:http";
import type { Context } from "hono";
import type { AppEnv } from "./app-env.ts";

export const streamHeartbeatMs = 5_000;
/** Subscribers come again after this long: with what they may by then, at whichever replica. */
export const maxStreamMs = 15 * 60_000;
const graceMs = 1_000;

/** The event streams that are open, so that one that nobody reads holds up nothing. */
export interface OpenStreams {
  /** Is cut soon after `until`, if it does not end by itself then. */
  hold(outgoing: ServerResponse, until?: AbortSignal): void;
  /** Cuts those that do not end by themselves now. */
  end(): void;
}

export function createOpenStreams(): OpenStreams {
  const open = new Set<ServerResponse>();
  return {
    hold(outgoing, until) {
      open.add(outgoing);
      // A subscriber that reads nothing never learns that its stream is over.
      const overdue = setTimeout(() => outgoing.destroy(), maxStreamMs + graceMs).unref();
      until?.addEventListener("abort", () => setTimeout(() => outgoing.destroy(), graceMs).unref());
      outgoing.once("close", () => {
        clearTimeout(overdue);
        open.delete(outgoing);
      });
    },
    end() {
      setTimeout(() => {
        for (const outgoing of open) outgoing.destroy();
      }, graceMs).unref();
    },
  };
}

export const isEventStream = ({ headers }: Response): boolean =>
  headers.get("content-type")?.startsWith("text/event-stream") ?? false;

/** No proxy may store, change or buffer the stream. */
export function streamHeaders(startsAfter?: string): [string, string][] {
  const headers: [string, string][] = [
    ["Cache-Control", "no-store, no-transform"],
    ["X-Accel-Buffering", "no"],
  ];
  if (startsAfter !== undefined) headers.push(["Last-Event-ID", startsAfter]);
  return headers;
}

/** Counts the answer of this request among the open streams. */
export function holdStream(streams: OpenStreams, c: Context<AppEnv>): void {
  const outgoing = c.env?.outgoing;
  if (outgoing) streams.hold(outgoing);
}
