import { findArchivedMeeting, findReference } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

/** Stands for no meeting: procedures refuse it like any that they do not know. */
const noMeeting = "00000000-0000-0000-0000-000000000000";

/** Our id of the meeting that a Zoom id belongs or belonged to. It gives nothing away: whoever uses it is checked then. */
export async function findMeetingId({ db }: Pick<Deps, "db">, zoomMeetingId: string): Promise<string> {
  const reference = await findReference(db, zoomMeetingId);
  if (reference) return reference.meeting_id;
  return (await findArchivedMeeting(db, { zoomMeetingId }))?.id ?? noMeeting;
}
