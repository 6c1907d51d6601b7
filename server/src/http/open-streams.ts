import type { ServerResponse } from "node:http";
import type { Context } from "hono";
import type { Actor } from "../domain/actor.ts";
import { DomainError } from "../domain/errors.ts";
import type { AppEnv } from "./app-env.ts";
import { countedPlaces } from "./counted-places.ts";

export const streamHeartbeatMs = 5_000;
/** Subscribers come again after this long: with what they may by then, at whichever replica. */
export const maxStreamMs = 15 * 60_000;
const graceMs = 1_000;
/** A person has some windows and devices; a service has replicas. */
const maxStreamsOf = { person: 5, service: 100 };
const maxStreamsInAll = 5_000;
// A stream that broke off gives its place back once that is noticed.
const retryAfterSeconds = 10;

/** The event streams that are open, so that one that nobody reads holds up nothing. */
export interface OpenStreams {
  /** Takes a place for a stream of the feed; returns the function that gives it back. @throws DomainError RATE_LIMITED */
  admit(caller: Pick<Actor, "role" | "sub">): () => void;
  /** Is cut soon after `until`, if it does not end by itself then. */
  hold(outgoing: ServerResponse, until?: AbortSignal): void;
  /** Cuts those that do not end by themselves now. */
  end(): void;
}

export function createOpenStreams(): OpenStreams {
  const open = new Set<ServerResponse>();
  const places = {
    person: countedPlaces({ ofOne: maxStreamsOf.person, inAll: maxStreamsInAll }),
    service: countedPlaces({ ofOne: maxStreamsOf.service, inAll: maxStreamsInAll }),
  };
  return {
    admit({ role, sub }) {
      const kind = role === "service" ? "service" : "person";
      const leave = places[kind].enter(sub);
      if (leave) return leave;
      const limit = maxStreamsOf[kind];
      const message = `Too many streams are open: a ${kind} may have ${limit} at a time. End one of them, or follow all meetings with one stream`;
      throw new DomainError("RATE_LIMITED", message, { limit, retryAfterSeconds });
    },
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
