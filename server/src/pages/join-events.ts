import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import type { AppEnv } from "../http/app-env.ts";
import { countedPlaces } from "../http/counted-places.ts";
import { holdStream, maxStreamMs, streamHeaders } from "../http/open-streams.ts";
import { followLink } from "../operations/links/follow-link.ts";
import { viewLink } from "../operations/links/view-link.ts";
import { shownOf } from "./join-page.ts";

const maxStreams = { ofOne: 4, inAll: 2_000 };

const headers: [string, string][] = [
  ["Content-Type", "text/event-stream; charset=utf-8"],
  ...streamHeaders(),
];

/**
 * Streams the state to open join pages. Of one link only a few streams are open at once; HEAD opens none. The answer is
 * the page's state where there is no stream.
 */
export function followJoinPage(deps: Deps) {
  const places = countedPlaces(maxStreams);

  return async (c: Context<AppEnv>, token: string): Promise<Response | "unknown" | "too-many"> => {
    if (!(await viewLink(deps, token))) return "unknown";
    // Its body would be thrown away unread, and its place never given back.
    if (c.req.method === "HEAD") return new Response(null, { headers });
    const leave = places.enter(token);
    if (!leave) return "too-many";
    holdStream(deps.streams, c);
    return new Response(streamOf(deps, token, leave), { headers });
  };
}

/** Pulled by the reader: what nobody reads is not made. */
function streamOf(deps: Deps, token: string, leave: () => void): ReadableStream<Uint8Array> {
  const ended = new AbortController();
  const overdue = setTimeout(() => ended.abort(), maxStreamMs);
  const end = () => {
    clearTimeout(overdue);
    ended.abort();
    leave();
  };
  const links = followLink(deps, token, ended.signal);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await links.next();
        if (!done) return controller.enqueue(encoder.encode(`retry: 3000\ndata: ${shownOf(value)}\n\n`));
        end();
        controller.close();
      } catch (error) {
        end();
        throw error;
      }
    },
    cancel: end,
  });
}
