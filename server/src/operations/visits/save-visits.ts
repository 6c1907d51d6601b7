import {
  type Database,
  insertEvents,
  type MeetingWithPeople,
  type NewMeetingEvent,
  saveAttendances,
  saveSessions,
  saveWaits,
  type VisitParticipant,
} from "@patientcare/zoom-db";
import type { DeliveredEventType } from "@patientcare/zoom-db/unions";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import type { SignalEvent } from "../../domain/visit/new-signals.ts";
import type { Session, Stay } from "../../domain/visit/session.ts";
import { isOfSlot } from "../../domain/visit/sessions-of-slot.ts";
import type { VisitFact, WaitFact } from "../../domain/visit/visit-facts.ts";
import type { Wait } from "../../domain/visit/waiting.ts";
import { newId } from "../../new-id.ts";
import type { DeliveredFacts } from "./read-visit-facts.ts";

export interface VisitToSave {
  row: MeetingWithPeople;
  sessions: readonly Session[];
  waits: readonly Wait[];
  participants: readonly VisitParticipant[];
  facts: DeliveredFacts;
  /** The signals to emit now. */
  signals: readonly SignalEvent[];
  /** Effect keys of the events that are there already. */
  recordedKeys: ReadonlySet<string>;
}

/** Stores sessions, stays and waits as the deliveries show them by now, and each fact and signal once. */
export async function saveVisits(
  deps: Deps,
  trx: Transaction<Database>,
  visits: readonly VisitToSave[],
): Promise<void> {
  await saveRooms(deps, trx, visits);
  await saveWaits(
    trx,
    visits.flatMap(({ row, waits, participants }) =>
      waits.map((wait) => ({
        id: newId(),
        meeting_id: row.id,
        wait_key: wait.key,
        place: wait.place,
        person_no: wait.person,
        seen_as: wait.who,
        participant_id: participantOf(wait, participants),
        recognised_by: wait.recognisedBy,
        counts: wait.counts,
        began_at: wait.from,
        ended_at: wait.to,
      })),
    ),
  );
  const events = visits.flatMap(({ row: { id }, facts, signals, recordedKeys }) =>
    [
      ...facts.inRooms.filter(isEmitted).map((fact) => factEventOf(id, fact)),
      ...facts.waits.map((fact) => waitEventOf(id, fact)),
      ...signals.map((signal) => signalEventOf(id, signal)),
    ].filter(({ effect_key }) => !recordedKeys.has(effect_key)),
  );
  await insertEvents(trx, events);
}

async function saveRooms(
  { config }: Deps,
  trx: Transaction<Database>,
  all: readonly VisitToSave[],
): Promise<void> {
  const visits = all.filter(({ sessions }) => sessions.length > 0);
  if (visits.length === 0) return;
  const saved = await saveSessions(
    trx,
    visits.flatMap(({ row, sessions }) =>
      sessions.map((session) => ({
        id: newId(),
        meeting_id: row.id,
        zoom_meeting_id: session.zoomMeetingId,
        zoom_uuid: session.uuid,
        slot_start: isOfSlot(session, slotOf(row), config.joinWindow, row.now) ? row.start_time : null,
        started_at: session.startedAt,
        ended_at: session.endedAt,
        heard_at: session.heardAt,
        complete: session.complete,
        end_assumed: session.endAssumed,
      })),
    ),
  );
  const sessionIds = new Map(
    saved.map(({ id, meeting_id, zoom_uuid }) => [`${meeting_id} ${zoom_uuid}`, id]),
  );
  const withStays = visits.filter(({ sessions }) => sessions.some(({ stays }) => stays.length > 0));
  if (withStays.length === 0) return;
  await saveAttendances(
    trx,
    withStays.flatMap(({ row, sessions, participants }) =>
      sessions.flatMap(({ uuid, stays }) =>
        stays.map((stay) => ({
          id: newId(),
          meeting_id: row.id,
          session_id: sessionIds.get(`${row.id} ${uuid}`) ?? "",
          stay_key: stay.key,
          person_no: stay.person,
          seen_as: stay.who,
          participant_id: participantOf(stay, participants),
          recognised_by: stay.recognisedBy,
          rivals: stay.rivals,
          counts: stay.counts,
          joined_at: stay.joinedAt,
          left_at: stay.leftAt,
        })),
      ),
    ),
  );
}

const participantOf = (
  { who, participantId }: Pick<Stay, "who" | "participantId">,
  participants: readonly VisitParticipant[],
): string | null =>
  who === "doctor" || who === "patient"
    ? (participants.find(({ kind }) => kind === who)?.id ?? null)
    : participantId;

const slotOf = (row: MeetingWithPeople) => ({
  slot: { start: row.start_time, duration: row.duration },
  slotSince: row.slot_since,
});

const eventTypeOf = {
  started: "session-started",
  ended: "session-ended",
  joined: "joined",
  left: "left",
} as const satisfies Partial<Record<VisitFact["kind"], DeliveredEventType>>;

type EmittedFact = VisitFact & { kind: keyof typeof eventTypeOf };
const isEmitted = (fact: VisitFact): fact is EmittedFact => Object.hasOwn(eventTypeOf, fact.kind);

/** One event for each delivered fact: its effect key is made of the fact's content. */
function factEventOf(meetingId: string, fact: EmittedFact): NewMeetingEvent {
  const type = eventTypeOf[fact.kind];
  const who = fact.participant ? [fact.participant.stay, fact.at.getTime()] : [];
  return {
    id: newId(),
    meeting_id: meetingId,
    effect_key: [type, fact.uuid, ...who].join(":"),
    type,
    occurred_at: fact.at,
    source: "zoom",
    data: JSON.stringify({ session: fact.uuid, ...(fact.participant && { stay: fact.participant.stay }) }),
  };
}

function waitEventOf(meetingId: string, { kind, place, uuid, at, participant }: WaitFact): NewMeetingEvent {
  const type = kind === "waiting" ? "waiting" : "waiting-ended";
  return {
    id: newId(),
    meeting_id: meetingId,
    effect_key: [type, uuid, participant.stay, at.getTime(), place].join(":"),
    type,
    occurred_at: at,
    source: "zoom",
    data: JSON.stringify({ session: uuid, stay: participant.stay, place }),
  };
}

const signalEventOf = (meetingId: string, { effectKey, type, at, data }: SignalEvent): NewMeetingEvent => ({
  id: newId(),
  meeting_id: meetingId,
  effect_key: effectKey,
  type,
  occurred_at: at,
  source: "clock",
  data: JSON.stringify(data),
});
