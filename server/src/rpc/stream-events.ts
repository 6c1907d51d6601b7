import { tracked } from "@trpc/server";
import type { MeetingEvent, TrackedMeetingEvent } from "../contract/events.ts";
import type { Actor } from "../domain/actor.ts";
import { maxStreamMs } from "../http/open-streams.ts";
import { explain } from "../http/wire-errors.ts";
import type { EventStream } from "../operations/events/follow-events.ts";
import { describeError } from "../telemetry/log.ts";
import type { Context } from "./trpc.ts";

/** A stream of events as tRPC tells it; it ends with the caller's token at the latest. */
export async function tellEvents(
  { deps, requestId, actor, tellStart }: Omit<Context, "authenticate"> & { actor: Actor },
  signal: AbortSignal | undefined,
  follow: (until: AbortSignal) => Promise<EventStream>,
) {
  const validMs = (actor.validUntil?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
  const expiry = AbortSignal.timeout(Math.min(Math.max(validMs, 0), maxStreamMs));
  const { startsAfter, events } = await follow(signal ? AbortSignal.any([signal, expiry]) : expiry);
  tellStart?.(startsAfter);
  return trackEach(events, signal, (error) => {
    if (explain(error).reason !== "INTERNAL_ERROR") return;
    deps.log.error({ requestId, ...describeError(error) }, "A stream of events broke off");
  });
}

async function* trackEach(
  events: AsyncGenerator<MeetingEvent, void>,
  left: AbortSignal | undefined,
  onError: (error: unknown) => void,
) {
  try {
    for await (const event of events) yield tracked(event.id, event) as unknown as TrackedMeetingEvent;
  } catch (error) {
    onError(error);
    throw error;
  }
  // Nobody hears an error any more, and one that nobody takes ends the process.
  if (left?.aborted) return;
  // A stream that returns tells its subscribers that there is no more; this one goes on elsewhere.
  throw new DOMException("The stream ends: go on behind its last event", "AbortError");
}
