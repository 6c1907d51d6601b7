import {
  type Database,
  findArchivedMeeting,
  findMeetingByAppointment,
  lockMeeting,
  type MeetingWithPeople,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";

/**
 * The live meeting, locked; else the archived one, which nobody changes. Most verbs are refused on it, or have nothing
 * to do; one that goes on brings it back first (restoreMeeting).
 */
export const lockMeetingOrArchived = async (
  trx: Transaction<Database>,
  meetingId: string,
): Promise<MeetingWithPeople | undefined> =>
  (await lockMeeting(trx, meetingId)) ?? findArchivedMeeting(trx, { meetingId });

/** The meeting of an appointment that this transaction holds (lockAppointment), found the same way. */
export async function lockMeetingOfAppointment(
  trx: Transaction<Database>,
  appointmentId: string,
): Promise<MeetingWithPeople | undefined> {
  const live = await findMeetingByAppointment(trx, appointmentId);
  return (live && (await lockMeeting(trx, live.id))) ?? findArchivedMeeting(trx, { appointmentId });
}
