import { createHash } from "node:crypto";
import {
  type Database,
  insertDeliveries,
  lockMeeting,
  type MeetingWithPeople,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { newId } from "../new-id.ts";
import type { ZoomPastMeeting, ZoomPastParticipant } from "../zoom/answers.ts";
import { ZoomError } from "../zoom/errors.ts";
import { recordWord } from "./record-word.ts";
import { refreshVisit } from "./refresh-visit.ts";

interface AskedInstance {
  uuid: string;
  startTime: Date;
  past: ZoomPastMeeting | null;
  participants: ZoomPastParticipant[];
}

/**
 * Asks Zoom which instances of a meeting it knows, once its window has closed, and judges the visit with the
 * answer. What Zoom answers is put beside what it delivered, as facts of the same kind.
 */
export async function askZoom(deps: Deps, meeting: MeetingWithPeople): Promise<void> {
  const zoomMeetingId = meeting.zoom_meeting_id ?? "";
  const instances = await orNone(deps.zoom.listPastInstances(zoomMeetingId));
  const asked: AskedInstance[] = [];
  for (const { uuid, startTime } of instances) {
    const past = await orNull(deps.zoom.getPastMeeting(uuid));
    const participants = past ? await orNone(deps.zoom.listPastParticipants(uuid)) : [];
    asked.push({ uuid, startTime, past, participants });
  }
  await deps.db.transaction().execute(async (trx) => {
    const row = await lockMeeting(trx, meeting.id);
    if (!row || row.zoom_meeting_id !== zoomMeetingId) return;
    await keepAnswer(
      deps,
      trx,
      zoomMeetingId,
      asked.flatMap((instance) => bodiesOf(zoomMeetingId, instance)),
    );
    await updateMeeting(trx, row.id, { asked_at: row.now });
    const judged = await refreshVisit(deps, trx, { ...row, asked_at: row.now });
    // After the answer was taken in: its sessions were known when the question was settled.
    await recordWord(deps, trx, { meetingId: row.id, type: "asked", at: judged.now, source: "clock" });
  });
}

interface ToldByZoom {
  event: string;
  asked: true;
  payload: object;
}

/** The answer as deliveries would have told it. */
function bodiesOf(
  zoomMeetingId: string,
  { uuid, startTime, past, participants }: AskedInstance,
): ToldByZoom[] {
  const object = { id: zoomMeetingId, uuid, host_id: past?.hostId, start_time: startTime };
  const told = (event: string, more: object): ToldByZoom => ({
    event,
    asked: true,
    payload: { object: { ...object, ...more } },
  });
  const stays = participants.filter((participant) => participant.status !== "in_waiting_room");
  return [
    told("meeting.started", {}),
    ...(past?.endTime ? [told("meeting.ended", { end_time: past.endTime })] : []),
    ...stays.flatMap((stay) => {
      const participant = { user_id: stay.userId, id: stay.id, user_name: stay.name, email: stay.email };
      return [
        ...(stay.joinTime
          ? [
              told("meeting.participant_joined", {
                participant: { ...participant, join_time: stay.joinTime },
              }),
            ]
          : []),
        ...(stay.leaveTime
          ? [
              told("meeting.participant_left", {
                participant: { ...participant, leave_time: stay.leaveTime },
              }),
            ]
          : []),
      ];
    }),
  ];
}

async function keepAnswer(
  { encryption }: Deps,
  trx: Transaction<Database>,
  zoomMeetingId: string,
  told: readonly ToldByZoom[],
): Promise<void> {
  const rows = told.map((delivery) => {
    const id = newId();
    const body = JSON.stringify(delivery);
    const hash = createHash("sha256").update(body).digest();
    return {
      id,
      body_hash: hash,
      likeness: hash,
      zoom_meeting_id: zoomMeetingId,
      event: delivery.event,
      event_ts: null,
      account_id: null,
      body: encryption.encrypt({ record: "webhook_deliveries", column: "body", id }, body),
      state: "applied" as const,
    };
  });
  await insertDeliveries(trx, rows);
}

async function orNone<T>(answer: Promise<T[]>): Promise<T[]> {
  return (await orNull(answer)) ?? [];
}

/** Zoom answers "not found" for a meeting that was never held. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ZoomError && error.failure.kind === "not-found") return null;
    throw error;
  }
}
