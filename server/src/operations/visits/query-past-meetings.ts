import { hash } from "node:crypto";
import {
  type Database,
  insertDeliveries,
  lockMeeting,
  type MeetingWithPeople,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";
import type { ZoomPastMeeting, ZoomPastParticipant } from "../../zoom/answers.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { recordWord } from "../events/append-event.ts";
import { refreshVisit } from "./refresh-visits.ts";

interface AskedInstance {
  uuid: string;
  startTime: Date;
  past: ZoomPastMeeting | null;
  participants: ZoomPastParticipant[];
}

/**
 * Asks Zoom which past instances of a meeting it knows, and judges the visit with the answer. What Zoom answers is put
 * beside what it delivered, as facts of the same kind. `finally`: its window has closed, and the question is settled
 * by the answer; before that, asking only makes up for deliveries that never came.
 */
export async function askZoom(
  deps: Deps,
  meeting: MeetingWithPeople,
  asking: "meanwhile" | "finally",
): Promise<void> {
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
    if (asking === "meanwhile") return refreshVisit(deps, trx, row, "clock");
    await updateMeeting(trx, row.id, { asked_at: row.now });
    const judged = await refreshVisit(deps, trx, { ...row, asked_at: row.now }, "clock");
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
  return [
    told("meeting.started", {}),
    ...(past?.endTime ? [told("meeting.ended", { end_time: past.endTime })] : []),
    ...participants.flatMap(({ status, userId, id, name, email, joinTime, leaveTime }) => {
      const person = { user_id: userId, id, user_name: name, email };
      const waited = status === "in_waiting_room";
      const [came, went] = waited
        ? ["meeting.participant_joined_waiting_room", "meeting.participant_left_waiting_room"]
        : ["meeting.participant_joined", "meeting.participant_left"];
      const moved = (event: string, field: "join_time" | "leave_time", at: Date | null | undefined) =>
        at ? [told(event, { participant: { ...person, [waited ? "date_time" : field]: at } })] : [];
      return [...moved(came, "join_time", joinTime), ...moved(went, "leave_time", leaveTime)];
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
    const bodyHash = hash("sha256", body);
    return {
      id,
      body_hash: bodyHash,
      likeness: bodyHash,
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
