import {
  type Database,
  lockMeeting,
  type MeetingWithPeople,
  sessionsOf,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { listsEach } from "../../domain/visit/sessions-of-slot.ts";
import type { ZoomPastMeeting, ZoomPastParticipant } from "../../zoom/answers.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { appendEvent } from "../events/append-event.ts";
import { transact } from "../transact.ts";
import { readSessions } from "./read-sessions.ts";
import { refreshVisit } from "./refresh-visits.ts";
import { type QueriedDelivery, sessionFact, storeQueried } from "./store-queried.ts";
import { noteUnreportedSession } from "./zoom-silence.ts";

interface PastInstance {
  uuid: string;
  startTime: Date;
  past: ZoomPastMeeting | null;
  participants: ZoomPastParticipant[];
}

interface PastMeetings {
  instances: PastInstance[];
  /** Zoom named the participants of each instance; an empty list of them means one. */
  participantsKnown: boolean;
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
  const { instances, participantsKnown } = await askForPast(deps, zoomMeetingId);
  const known = await sessionsOf(deps.db, meeting.id);
  const listed = new Set(instances.map(({ uuid }) => uuid));
  const unlisted = known.filter(
    (session) =>
      session.zoom_meeting_id === zoomMeetingId &&
      session.ended_at === null &&
      !listed.has(session.zoom_uuid),
  );
  const isRunning = purpose === "decide" && unlisted.length > 0 && (await runsNow(deps, zoomMeetingId));
  if (purpose === "poll" && instances.some(({ uuid }) => !known.some(({ zoom_uuid }) => zoom_uuid === uuid)))
    await noteUnreportedSession(deps.db);
  await transact(deps, async (trx) => {
    const row = await lockMeeting(trx, meeting.id);
    if (!row || row.zoom_meeting_id !== zoomMeetingId) return;
    const ends = unlisted.map((session, index) =>
      isRunning && index === unlisted.length - 1
        ? sessionFact("queried.session-runs", session, row.now)
        : sessionFact("queried.session-over", session, session.heard_at),
    );
    await storeQueried(deps, trx, { zoomMeetingId, patientKey: row.patient_key }, [
      ...instances.flatMap((instance) => bodiesOf(zoomMeetingId, instance)),
      ...(purpose === "decide" ? ends : []),
    ]);
    if (purpose === "poll" || isRunning) await refreshVisit(deps, trx, row, "clock");
    else await decide(deps, trx, row, { listed, participantsKnown });
  });
}

async function decide(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  { listed, participantsKnown }: Pick<PastMeetings, "participantsKnown"> & { listed: ReadonlySet<string> },
): Promise<void> {
  const sessions = await readSessions(trx, row.id);
  const of = { slot: { start: row.start_time, duration: row.duration }, slotSince: row.slot_since };
  const eachListed = listsEach(sessions, listed, of, deps.config.joinWindow, row.now);
  const checked = { zoom_checked_at: row.now, participants_known: participantsKnown && eachListed };
  await updateMeetingRow(trx, row.id, checked);
  const { now } = await refreshVisit(deps, trx, { ...row, ...checked }, "clock");
  // After the answer was taken in: its sessions were known when the question was settled.
  await appendEvent(deps, trx, { meetingId: row.id, type: "zoom-checked", at: now, source: "clock" });
}

/** Zoom may refuse for good, by plan or scope: then the deliveries have to do. */
async function askForPast(deps: Deps, zoomMeetingId: string): Promise<PastMeetings> {
  const instances: PastInstance[] = [];
  try {
    for (const { uuid, startTime } of (await orNull(deps.zoom.listPastInstances(zoomMeetingId))) ?? []) {
      const past = await orNull(deps.zoom.getPastMeeting(uuid));
      instances.push({ uuid, startTime, past, participants: [] });
    }
    let participantsKnown = true;
    for (const instance of instances) {
      const participants = instance.past && (await orNull(deps.zoom.listPastParticipants(instance.uuid)));
      participantsKnown &&= participants !== null;
      instance.participants = participants ?? [];
    }
    return { instances, participantsKnown };
  } catch (error) {
    if (error instanceof ZoomError && error.failure.kind === "rejected")
      return { instances, participantsKnown: false };
    throw error;
  }
}

async function runsNow(deps: Deps, zoomMeetingId: string): Promise<boolean> {
  const meeting = await orNull(deps.zoom.getMeeting(zoomMeetingId));
  return meeting?.status === "started";
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

/** Zoom answers "not found" for a meeting that was never held. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ZoomError && error.failure.kind === "not-found") return null;
    throw error;
  }
}
