import { type Db, findArchivedMeeting, findMeeting, type MeetingWithPeople } from "@patientcare/zoom-db";

/** A meeting by its id, wherever it lies; one from the archive has `archived_at`. */
export const findMeetingOrArchived = async (
  db: Db,
  meetingId: string,
): Promise<MeetingWithPeople | undefined> =>
  (await findMeeting(db, meetingId)) ?? findArchivedMeeting(db, { meetingId });
