import { randomUUID } from "node:crypto";
import type { Db, MeetingRow } from "@patientcare/zoom-db";
import type { SeenAs } from "@patientcare/zoom-db/unions";
import { aMeetingRow, aZoomId } from "../db/a-meeting-row.ts";

/** Minutes after the visit's start; null where the end was never heard of. */
type Minutes = readonly [from: number, to: number | null];

export interface SeededVisit {
  row?: Parameters<typeof aMeetingRow>[1];
  stays?: readonly (readonly [SeenAs, ...Minutes])[];
  waits?: readonly Minutes[];
  /** Seconds from the booking until Zoom had its meeting. */
  readyAfter?: number;
}

/** A visit as its rows record it: the meeting, one session with its stays, waits of the patient, and Zoom's id. */
export async function seedVisit(
  db: Db,
  { row = {}, stays = [], waits = [], readyAfter }: SeededVisit,
): Promise<MeetingRow> {
  const meeting = await aMeetingRow(db, { next_attempt_at: null, ...row });
  const at = (minutes: number) => new Date(meeting.start_time.getTime() + minutes * 60_000);
  const atOrNull = (minutes: number | null) => (minutes === null ? null : at(minutes));
  if (stays.length > 0) {
    const session = randomUUID();
    await db
      .insertInto("meeting_sessions")
      .values({
        id: session,
        meeting_id: meeting.id,
        zoom_meeting_id: aZoomId(),
        zoom_uuid: session,
        slot_start: meeting.start_time,
        started_at: at(-30),
        ended_at: at(60),
        heard_at: at(60),
        complete: true,
        end_assumed: false,
      })
      .execute();
    await db
      .insertInto("attendances")
      .values(
        stays.map(([seenAs, from, to], index) => ({
          id: randomUUID(),
          meeting_id: meeting.id,
          session_id: session,
          stay_key: String(index),
          person_no: index,
          seen_as: seenAs,
          rivals: 0,
          counts: seenAs === "patient" || seenAs === "someone",
          joined_at: at(from),
          left_at: atOrNull(to),
        })),
      )
      .execute();
  }
  for (const [from, to] of waits) {
    await db
      .insertInto("waits")
      .values({
        id: randomUUID(),
        meeting_id: meeting.id,
        wait_key: randomUUID(),
        place: "waiting-room",
        person_no: 1,
        seen_as: "patient",
        counts: true,
        began_at: at(from),
        ended_at: atOrNull(to),
      })
      .execute();
  }
  if (readyAfter !== undefined) {
    await db
      .insertInto("zoom_references")
      .values({
        zoom_meeting_id: aZoomId(),
        meeting_id: meeting.id,
        generation: 1,
        host: meeting.host_email,
        state: "deleted",
        created_at: new Date(meeting.created_at.getTime() + readyAfter * 1000),
      })
      .execute();
  }
  return meeting;
}
