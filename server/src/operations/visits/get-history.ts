import { eventsOf, type ReadEvent } from "@patientcare/zoom-db";
import {
  type DeclaredEventType,
  declaredEventTypes,
  type EventType,
  type Outcome,
  outcomes,
} from "@patientcare/zoom-db/unions";
import type { History } from "../../contract/lifecycle.ts";
import type { MeetingById } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { historyOf } from "../../domain/visit/history.ts";
import type { DeclaredEvent } from "../../domain/visit/history-moments.ts";
import { findMeetingOrArchived } from "../meetings/find-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "../meetings/require-meeting.ts";
import { readTraces } from "./read-traces.ts";
import { visitFactsOf } from "./visit-facts-of.ts";

/** The transitions of the meeting's status, oldest first: computed from declared events and sessions. */
export async function getHistory(deps: Deps, actor: Actor, { meetingId }: MeetingById): Promise<History> {
  requirePermission(actor, "lifecycle.history");
  const found = await findMeetingOrArchived(deps.db, meetingId);
  const row = requireMeeting(deps, actor, "lifecycle.history", found);
  const events = await eventsOf(deps.db, row.id);
  const declaredEvents = events.flatMap((event) => declaredEventOf(deps, event) ?? []);
  const traces = await readTraces(deps.db, row);
  const facts = visitFactsOf(deps, row, traces);
  return { transitions: historyOf(declaredEvents, traces.sessions, deps.config.joinWindow, row.now, facts) };
}

function declaredEventOf(deps: Deps, event: ReadEvent): DeclaredEvent | null {
  const { type } = event;
  if (!isDeclared(type)) return null;
  const { startTime, duration, stated, disputed } = event.data;
  const place = { record: "meeting_events", column: "reason", id: event.id };
  return {
    type,
    at: event.occurred_at,
    source: event.source,
    actorRole: event.actor_role,
    reason: event.reason && deps.encryption.unseal(place, event.reason),
    slot: typeof startTime === "string" ? { start: new Date(startTime), duration: Number(duration) } : null,
    ...(isOutcome(stated) && { stated, disputed: disputed === true }),
  };
}

const isOutcome = (value: unknown): value is Outcome => (outcomes as readonly unknown[]).includes(value);

const declared: ReadonlySet<EventType> = new Set(declaredEventTypes);
const isDeclared = (type: EventType): type is DeclaredEventType => declared.has(type);
