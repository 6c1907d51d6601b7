import { type TrackedEnvelope, tracked } from "@trpc/server";
import type { FollowEvents, MeetingEvent } from "../contract/events.ts";
import { maxStreamMs } from "../http/open-streams.ts";
import { followEvents } from "../operations/events/follow-events.ts";
import { describeError } from "../telemetry/log.ts";
import { toDomainError } from "../to-domain-error.ts";
import type { Call } from "./run.ts";

/** Resolves a subscription by the feed of events; the stream ends with the caller's permission at the latest. */
export async function streamEvents({ ctx, input, signal }: Call<FollowEvents> & { signal?: AbortSignal }) {
  const { deps, requestId, actor, onStreamStart, permissionEnd } = ctx;
  const validMs = (actor.validUntil?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
  const expiry = AbortSignal.timeout(Math.min(Math.max(validMs, 0), maxStreamMs));
  const until = AbortSignal.any([expiry, signal, permissionEnd].filter((one) => one !== undefined));
  const leave = deps.streams.admit(actor);
  // Also for a stream that nobody begins to read.
  until.addEventListener("abort", leave, { once: true });
  const { startsAfter, events } = await followEvents(deps, actor, input, until).catch((error: unknown) => {
    leave();
    throw error;
  });
  onStreamStart?.(startsAfter);
  return trackEach(events, { signal, leave }, (error) => {
    if (toDomainError(error).reason !== "INTERNAL_ERROR") return;
    deps.log.error({ requestId, ...describeError(error) }, "A stream of events broke off");
  });
}

async function* trackEach(
  events: AsyncGenerator<MeetingEvent, void>,
  { signal, leave }: { signal: AbortSignal | undefined; leave: () => void },
  onError: (error: unknown) => void,
): AsyncGenerator<TrackedEnvelope<MeetingEvent>, void> {
  try {
    for await (const event of events) yield tracked(event.id, event);
  } catch (error) {
    onError(error);
    throw error;
  } finally {
    leave();
  }
  // Nobody reads the stream any more, and an error that nobody catches ends the process.
  if (signal?.aborted) return;
  // A stream that returns says to its subscribers that there is no more; this one goes on elsewhere.
  throw new DOMException("The stream ends: go on behind its last event", "AbortError");
}
