import type { BenchDatabase } from "./open-database.ts";
import { seedScheduledMeetings } from "./seed-scheduled-meetings.ts";

export type DueVisit = { id: string; zoomId: string };

/** Visits that begin now, for deliveries of Zoom's. */
export async function seedDueVisits({ db, run }: BenchDatabase, count: number): Promise<DueVisit[]> {
  await seedScheduledMeetings(db, count);
  await run("update zoom_meetings set start_time = now()");
  await run("update appointments set start_time = now()");
  await run(`insert into zoom_references (zoom_meeting_id, meeting_id, generation, host, state)
    select zoom_meeting_id, id, generation, host_email, 'current' from zoom_meetings`);
  await run("vacuum analyze");
  const rows = await db.selectFrom("zoom_meetings").select(["id", "zoom_meeting_id"]).execute();
  return rows.map(({ id, zoom_meeting_id }) => ({ id, zoomId: String(zoom_meeting_id) }));
}
