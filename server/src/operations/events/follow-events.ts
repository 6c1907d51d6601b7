import { type FeedPosition, findMeeting, isOwnedBy } from "@patientcare/zoom-db";
import type { FollowEvents, MeetingEvent } from "../../contract/events.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { ownerOf, requireMeeting, requirePermission } from "../meetings/require-meeting.ts";
import type { EventPosition } from "./event-ids.ts";
import type { VisibleEvent } from "./feed/read-events.ts";

/** A page of the feed that is older than this is read again for callers with own meetings only. */
const ownersGoodForMs = 1_000;

export interface EventStream {
  /** The position that the stream begins behind. */
  startsAfter: string;
  /** Ends when the token does, and when the service stops: go on elsewhere with the last id. */
  events: AsyncGenerator<MeetingEvent, void>;
}

/**
 * The events of the meetings that the caller may see, from the last one they received or from now on; each event
 * once, in the order of the feed. Ownership is re-checked for each event.
 * @throws DomainError FORBIDDEN, MEETING_NOT_FOUND, VALIDATION_ERROR for an id that is not of this feed
 */
export async function followEvents(
  deps: Deps,
  actor: Actor,
  { lastEventId, meetingId }: FollowEvents,
  signal: AbortSignal,
): Promise<EventStream> {
  const grant = requirePermission(actor, "lifecycle.events");
  if (meetingId !== undefined) {
    requireMeeting(deps, actor, "lifecycle.events", await findMeeting(deps.db, meetingId));
  }
  const epoch = await deps.feed.epoch();
  const edge = await deps.feed.edge();
  const start =
    lastEventId === undefined ? edge : requirePosition(deps.eventIds.read(lastEventId), epoch, edge);

  const owner = grant === "own" ? ownerOf(deps, actor) : null;
  const concerns = (event: VisibleEvent): boolean =>
    (meetingId === undefined || event.meeting_id === meetingId) &&
    (grant === "all" ||
      (owner !== null && isOwnedBy(owner, { doctor: doctorOfEvent(event), patient: nobody })));
  const following = { epoch, meetingId, ...(grant === "own" && { ownersGoodForMs }) };

  async function* events(): AsyncGenerator<MeetingEvent, void> {
    let position: FeedPosition = start;
    for (;;) {
      const page = await deps.feed.next(position, following, signal);
      if (!page) return;
      position = page.end;
      for (const event of page.events.filter(concerns)) {
        if (signal.aborted) return;
        yield viewEvent(deps, epoch, event);
      }
    }
  }
  return { startsAfter: deps.eventIds.write({ epoch, ...start }), events: events() };
}

function requirePosition(position: EventPosition | null, epoch: string, edge: FeedPosition): FeedPosition {
  // Nothing behind the edge was ever given out: the database was set back since.
  if (position?.epoch === epoch && BigInt(position.xid) <= BigInt(edge.xid)) return position;
  const message = position
    ? "is from before the database was restored: read the meetings anew, and follow without it"
    : "is not the id of an event: give back an id as it was received";
  throw new DomainError("VALIDATION_ERROR", "The input does not fit: lastEventId", {
    issues: [{ path: "lastEventId", message }],
  });
}

const nobody = { externalId: null, emailHash: null };

const doctorOfEvent = (event: VisibleEvent) => ({
  externalId: event.doctor_external_id,
  emailHash: event.doctor_email_proof,
});

// The reader of the feed hands the same event to all that follow.
const knownIds = new WeakMap<VisibleEvent, string>();

function idOf({ eventIds }: Pick<Deps, "eventIds">, epoch: string, event: VisibleEvent): string {
  const id = knownIds.get(event) ?? eventIds.write({ epoch, xid: event.xid, id: event.id });
  knownIds.set(event, id);
  return id;
}

const viewEvent = (deps: Deps, epoch: string, event: VisibleEvent): MeetingEvent => ({
  id: idOf(deps, epoch, event),
  meetingId: event.meeting_id,
  appointmentId: event.appointment_id,
  type: event.type,
  at: event.occurred_at,
  recordedAt: event.recorded_at,
  source: event.source,
  data: event.data,
});
