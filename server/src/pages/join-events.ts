import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import { holdStream, maxStreamMs, streamHeaders } from "../http/open-streams.ts";
import { followLink } from "../operations/links/follow-link.ts";
import { viewLink } from "../operations/links/view-link.ts";
import { countedPlaces } from "./counted-places.ts";
import { shownOf } from "./join-page.ts";

const maxStreams = { ofOne: 4, inAll: 2_000 };

/** Streams the state to open join pages. Of one link only a few streams are open at once. */
export function followJoinPage(deps: Deps) {
  const places = countedPlaces(maxStreams);

  return async (c: Context): Promise<Response> => {
    const token = c.req.param("token") ?? "";
    if (!(await viewLink(deps, token))) return c.body(null, 404);
    const leave = places.enter(token);
    if (!leave) return c.body(null, 429, { "Retry-After": "20" });
    holdStream(deps.streams, c);
    return new Response(streamOf(deps, token, leave), {
      headers: [["Content-Type", "text/event-stream; charset=utf-8"], ...streamHeaders()],
    });
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
