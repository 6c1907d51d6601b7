import { type Db, previewArchive as previewRows } from "@patientcare/zoom-db";
import { type Archived, type ArchiveOptions, oldEnough } from "./archive-meetings.ts";

/** Counts the rows that {@link archiveMeetings} would move now; nothing is changed. */
export async function previewArchive(
  { db }: { db: Db },
  { olderThanMs, limit }: Pick<ArchiveOptions, "olderThanMs" | "limit">,
): Promise<Archived> {
  const before = await oldEnough(db, olderThanMs);
  return { before, ...(await previewRows(db, { before, limit })), stopped: false };
}
