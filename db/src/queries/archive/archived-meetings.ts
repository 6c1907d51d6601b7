import { sql, type Transaction } from "kysely";
import type { Db } from "../../client.ts";
import type { Database } from "../../schema.ts";
import type { Attention } from "../../unions.ts";
import { lockAppointment } from "../appointments/appointments.ts";
import {
  lockMeeting,
  type MeetingWithPeople,
  peopleColumns,
  presentPatient,
  sealedColumns,
} from "../meetings/meetings.ts";
import { makeDue } from "../sync/leases.ts";
import { moveFromArchive } from "./move-meetings.ts";

/** How a meeting is asked for: by its own id, its appointment's, or one that it has or had at Zoom. */
export type MeetingLookup = { meetingId: string } | { appointmentId: string } | { zoomMeetingId: string };

/** Like findMeeting, of the archive. Its people are those of the appointment, which is never archived. */
export function findArchivedMeeting(db: Db, lookup: MeetingLookup): Promise<MeetingWithPeople | undefined> {
  const meetings = db
    .selectFrom("zoom_meetings_archive as m")
    .innerJoin("appointments as a", "a.id", "m.appointment_id")
    .innerJoin("persons as d", "d.id", "a.doctor_id")
    .innerJoin("persons as p", "p.id", "a.patient_id")
    .leftJoin("participants_archive as t", (join) => join.on(presentPatient))
    .selectAll("m")
    .select(peopleColumns)
    .select(sealedColumns)
    .select(
      sql<Attention[]>`array(select kind from meeting_attentions_archive where meeting_id = m.id)`.as(
        "attentions",
      ),
    )
    .select(sql<Date>`clock_timestamp()`.as("now"));
  if ("meetingId" in lookup) return meetings.where("m.id", "=", lookup.meetingId).executeTakeFirst();
  if ("appointmentId" in lookup)
    return meetings.where("m.appointment_id", "=", lookup.appointmentId).executeTakeFirst();
  return meetings
    .innerJoin("zoom_references_archive as r", "r.meeting_id", "m.id")
    .where("r.zoom_meeting_id", "=", lookup.zoomMeetingId)
    .executeTakeFirst();
}

/**
 * The archived meeting as a live row again, locked, and due: deletions at Zoom go on where they were. Whoever
 * decides about the appointment meanwhile waits.
 */
export async function restoreMeeting(
  trx: Transaction<Database>,
  { id, appointment_id }: Pick<MeetingWithPeople, "id" | "appointment_id">,
): Promise<MeetingWithPeople> {
  await lockAppointment(trx, appointment_id);
  await moveFromArchive(trx, id);
  await makeDue(trx, id);
  const row = await lockMeeting(trx, id);
  if (!row) throw new Error("An archived meeting could not be brought back");
  return row;
}
