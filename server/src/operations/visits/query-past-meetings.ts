import { hash } from "node:crypto";
import {
  type Database,
  insertDeliveries,
  lockMeeting,
  type MeetingWithPeople,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";
import type { ZoomPastMeeting, ZoomPastParticipant } from "../../zoom/answers.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { appendEvent } from "../events/append-event.ts";
import { refreshVisit } from "./refresh-visits.ts";

interface PastInstance {
  uuid: string;
  startTime: Date;
  past: ZoomPastMeeting | null;
  participants: ZoomPastParticipant[];
}

/**
 * Queries Zoom for the past instances of a meeting and evaluates the visit with the answer. The answer is stored beside
 * the deliveries, as facts of the same kind. `decide`: the window has closed, and the answer decides the outcome;
 * `poll`: before that, the answer only replaces deliveries that never came.
 */
export async function queryPastMeetings(
  deps: Deps,
  meeting: MeetingWithPeople,
  purpose: "poll" | "decide",
): Promise<void> {
  const zoomMeetingId = meeting.zoom_meeting_id ?? "";
  const instances: PastInstance[] = [];
  for (const { uuid, startTime } of await orNone(deps.zoom.listPastInstances(zoomMeetingId))) {
    const past = await orNull(deps.zoom.getPastMeeting(uuid));
    const participants = past ? await orNone(deps.zoom.listPastParticipants(uuid)) : [];
    instances.push({ uuid, startTime, past, participants });
  }
  await deps.db.transaction().execute(async (trx) => {
    const row = await lockMeeting(trx, meeting.id);
    if (!row || row.zoom_meeting_id !== zoomMeetingId) return;
    await storePastInstances(
      deps,
      trx,
      zoomMeetingId,
      instances.flatMap((instance) => bodiesOf(zoomMeetingId, instance)),
    );
    if (purpose === "poll") return refreshVisit(deps, trx, row, "clock");
    await updateMeetingRow(trx, row.id, { zoom_checked_at: row.now });
    const evaluated = await refreshVisit(deps, trx, { ...row, zoom_checked_at: row.now }, "clock");
    // After the answer was taken in: its sessions were known when the question was settled.
    await appendEvent(deps, trx, {
      meetingId: row.id,
      type: "zoom-checked",
      at: evaluated.now,
      source: "clock",
    });
  });
}

interface QueriedDelivery {
  event: string;
  instances: true;
  payload: object;
}

/** The answer in the form of deliveries. */
function bodiesOf(
  zoomMeetingId: string,
  { uuid, startTime, past, participants }: PastInstance,
): QueriedDelivery[] {
  const object = { id: zoomMeetingId, uuid, host_id: past?.hostId, start_time: startTime };
  const toDelivery = (event: string, more: object): QueriedDelivery => ({
    event,
    instances: true,
    payload: { object: { ...object, ...more } },
  });
  return [
    toDelivery("meeting.started", {}),
    ...(past?.endTime ? [toDelivery("meeting.ended", { end_time: past.endTime })] : []),
    ...participants.flatMap(({ status, userId, id, name, email, joinTime, leaveTime }) => {
      const person = { user_id: userId, id, user_name: name, email };
      const waited = status === "in_waiting_room";
      const [came, went] = waited
        ? ["meeting.participant_joined_waiting_room", "meeting.participant_left_waiting_room"]
        : ["meeting.participant_joined", "meeting.participant_left"];
      const moved = (event: string, field: "join_time" | "leave_time", at: Date | null | undefined) =>
        at ? [toDelivery(event, { participant: { ...person, [waited ? "date_time" : field]: at } })] : [];
      return [...moved(came, "join_time", joinTime), ...moved(went, "leave_time", leaveTime)];
    }),
  ];
}

async function storePastInstances(
  { encryption }: Deps,
  trx: Transaction<Database>,
  zoomMeetingId: string,
  toDelivery: readonly QueriedDelivery[],
): Promise<void> {
  const rows = toDelivery.map((delivery) => {
    const id = newId();
    const body = JSON.stringify(delivery);
    const bodyHash = hash("sha256", body);
    return {
      id,
      body_hash: bodyHash,
      content_key: bodyHash,
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
