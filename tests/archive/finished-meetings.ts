import { createDatabase, type Db } from "@patientcare/zoom-db";
import {
  type Archived,
  type ArchiveOptions,
  archiveMeetings,
} from "@patientcare/zoom-server/operations/archive/archive-meetings.ts";
import { previewArchive } from "@patientcare/zoom-server/operations/archive/preview-archive.ts";
import { seedMeetings } from "../../scripts/bench/cleanup/seed-meetings.ts";
import { createTestDatabase } from "../support/cluster.ts";

export interface FinishedMeetings extends AsyncDisposable {
  url: string;
  db: Db;
}

/** A database of its own with meetings that were over 60 days ago, about 20 rows each. */
export async function finishedMeetings(meetings: number): Promise<FinishedMeetings> {
  const database = await createTestDatabase();
  await seedMeetings(database.url, { meetings, daysAgo: 60 });
  const db = createDatabase(database.url, { maxConnections: 2, statementTimeoutMs: 600_000 });
  return {
    url: database.url,
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      await database.drop();
    },
  };
}

const defaults = { olderThanMs: 30 * 24 * 3_600_000, limit: null, shouldStop: () => false };

/** A cleanup in this process: everything that was over 30 days ago, unless told. */
export const archiveIn = (db: Db, options: Partial<ArchiveOptions> = {}): Promise<Archived> =>
  archiveMeetings({ db }, { ...defaults, ...options });

/** What it would move. */
export const previewIn = (db: Db, options: Partial<ArchiveOptions> = {}): Promise<Archived> =>
  previewArchive({ db }, { ...defaults, ...options });
