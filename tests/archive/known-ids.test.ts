import { isKnownZoomId, markDeleting } from "@patientcare/zoom-db";
import { expect, test } from "vitest";
import { aMeetingRow, aZoomId } from "../db/a-meeting-row.ts";
import { archiveIn, finishedMeetings } from "./finished-meetings.ts";

test("a Zoom id that lies in the archive is known, and is neither taken nor doomed for another meeting", async () => {
  await using database = await finishedMeetings(3);
  const { db } = database;
  await archiveIn(db);
  const { zoom_meeting_id: archived } = await db
    .selectFrom("zoom_references_archive")
    .select("zoom_meeting_id")
    .executeTakeFirstOrThrow();
  const fresh = aZoomId();
  expect([await isKnownZoomId(db, archived), await isKnownZoomId(db, fresh)]).toEqual([true, false]);

  const { id } = await aMeetingRow(db);
  for (const zoom_meeting_id of [archived, fresh]) {
    const reference = { zoom_meeting_id, meeting_id: id, generation: 1, host: "ada@clinic.example" };
    await db.transaction().execute((trx) => markDeleting(trx, reference));
  }
  const live = await db.selectFrom("zoom_references").select("zoom_meeting_id").execute();
  expect(live).toEqual([{ zoom_meeting_id: fresh }]);
});
