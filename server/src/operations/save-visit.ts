import {
  type Database,
  insertEvents,
  type MeetingWithPeople,
  type NewMeetingEvent,
  participantsOf,
  saveAttendances,
  saveSession,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import type { VisitFact } from "../domain/recognition.ts";
import { isOfSlot, type Session } from "../domain/visit.ts";
import type { WaitFact } from "../domain/waiting.ts";
import { newId } from "../new-id.ts";
import type { ToldFacts } from "./read-visit-facts.ts";

/** Writes down what deliveries told: sessions and stays as they are known by now, and each fact once. */
export async function saveVisit(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  { sessions, facts }: { sessions: readonly Session[]; facts: ToldFacts },
): Promise<void> {
  await saveSessions(deps, trx, row, sessions);
  await insertEvents(trx, [
    ...facts.inRooms.map((fact) => eventOf(row.id, fact)),
    ...facts.waits.map((fact) => waitEventOf(row.id, fact)),
  ]);
}

async function saveSessions(
  { config }: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  sessions: readonly Session[],
): Promise<void> {
  const participants = await participantsOf(trx, row.id);
  const present = (kind: "doctor" | "patient") =>
    participants.find((participant) => participant.kind === kind && participant.removed_at === null)?.id ??
    null;
  const slot = { start: row.start_time, duration: row.duration };
  for (const session of sessions) {
    const sessionId = await saveSession(trx, {
      id: newId(),
      meeting_id: row.id,
      zoom_meeting_id: session.zoomMeetingId,
      zoom_uuid: session.uuid,
      slot_start: isOfSlot(session, slot, config.joinWindow, row.now) ? row.start_time : null,
      started_at: session.startedAt,
      ended_at: session.endedAt,
    });
    await saveAttendances(
      trx,
      session.stays.map((stay) => {
        const participantId = stay.who === null ? null : present(stay.who);
        return {
          id: newId(),
          meeting_id: row.id,
          session_id: sessionId,
          stay_key: stay.key,
          participant_id: participantId,
          recognised_by: participantId === null ? null : stay.recognisedBy,
          joined_at: stay.joinedAt,
          left_at: stay.leftAt,
        };
      }),
    );
  }
}

/** What a delivery told, once: its key is made of what it says. */
function eventOf(meetingId: string, fact: VisitFact): NewMeetingEvent {
  const type = { started: "session-started", ended: "session-ended", joined: "joined", left: "left" }[
    fact.kind
  ];
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
