import type { Deps } from "../../deps.ts";
import { findLinkedMeeting, type LinkView, toLinkView } from "./view-link.ts";

const refreshMs = 20_000;
// While the room is made ready, people wait for it with the page open.
const pendingRefreshMs = 3_000;

/**
 * Where a link stands, now and whenever something happens to its meeting, its window opens, or some time has passed.
 * Reading it uses nothing up. Ends with the signal, and when the link is not known (any more).
 */
export async function* followLink(
  deps: Deps,
  token: string,
  signal: AbortSignal,
): AsyncGenerator<LinkView, void> {
  while (!signal.aborted) {
    const epoch = await deps.feed.epoch();
    let position = await deps.feed.edge();
    const found = await findLinkedMeeting(deps, token);
    if (!found) return;
    const link = toLinkView(deps, found.link, found.row);
    yield link;

    const alarm = AbortSignal.timeout(waitMs(link));
    const either = AbortSignal.any([signal, alarm]);
    let happened = false;
    while (!happened && !either.aborted) {
      const page = await deps.feed.next(position, { epoch, meetingId: link.meetingId }, either);
      if (!page) break;
      position = page.end;
      happened = page.events.some((event) => event.meeting_id === link.meetingId);
    }
    if (!happened && !alarm.aborted) return;
  }
}

function waitMs({ opensAt, now, state }: LinkView): number {
  if (state === "pending") return pendingRefreshMs;
  const untilOpen = opensAt.getTime() - now.getTime();
  return untilOpen > 0 ? Math.min(untilOpen, refreshMs) : refreshMs;
}
