import { setTimeout as sleep } from "node:timers/promises";
import {
  claimFinishedMeetings,
  type Database,
  type Db,
  isCrossed,
  markDeletingInArchive,
  moveToArchive,
  noRows,
  type Place,
  type RowCounts,
  readClock,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";

/** However old meetings are to be when they go: what ended today is still looked at, corrected and asked about. */
export const youngestMs = 24 * 3_600_000;

// No faster than this: what is left of the database is for those who use it meanwhile.
const rowsPerSecond = 11_000;
// As few at a time as that allows: whoever reads meanwhile waits behind one statement at most. Many at once cost less.
const fewestInBatch = 10;
const mostInBatch = 200;
const maxBatchTries = 5;

export interface Archived {
  /** Meetings whose slot had ended by then were old enough. */
  before: Date;
  rows: RowCounts;
  /** The starts of the first and the last meeting that went. */
  oldest: Date | null;
  newest: Date | null;
  /** Meetings at Zoom that are deleted from now on. */
  zoomDeletions: number;
  /** Ended early because `shouldStop` said so. */
  stopped: boolean;
}

export interface ArchiveOptions {
  /** Age of the slot's end, at least {@link youngestMs}. */
  olderThanMs: number;
  /** Most meetings to move; all when null. */
  limit: number | null;
  /** Asked between batches. */
  shouldStop: () => boolean;
  onBatch?: (archived: Archived) => void;
}

/**
 * Moves meetings that are over for long enough into the archive, with all that hangs on them, oldest first, in
 * batches of one short transaction each, at a pace that leaves the database to others. Killed anywhere, it has moved
 * whole meetings; run twice at once, each meeting is moved by one of the two.
 */
export async function archiveMeetings({ db }: { db: Db }, options: ArchiveOptions): Promise<Archived> {
  const archived: Archived = {
    before: await oldEnough(db, options.olderThanMs),
    rows: noRows(),
    oldest: null,
    newest: null,
    zoomDeletions: 0,
    stopped: false,
  };
  let inBatch = fewestInBatch;
  for (let after: Place | null = null; ; ) {
    const left = (options.limit ?? Number.POSITIVE_INFINITY) - archived.rows.zoom_meetings;
    if (left <= 0) return archived;
    if (options.shouldStop()) return { ...archived, stopped: true };
    const wanted: Wanted = { before: archived.before, after, limit: Math.min(left, inBatch) };
    const startedAt = performance.now();
    const batch: Batch = await untilUncrossed(() =>
      db.transaction().execute((trx) => moveBatch(trx, wanted)),
    );
    if (batch.last === null) return archived;
    after = batch.last;
    add(archived, batch);
    options.onBatch?.(archived);
    const spareMs = (countRows(batch.rows) / rowsPerSecond) * 1000 - (performance.now() - startedAt);
    inBatch = spareMs < 0 ? Math.min(inBatch * 2, mostInBatch) : Math.max(inBatch >> 1, fewestInBatch);
    await sleep(Math.max(0, spareMs));
  }
}

/** When the slots of those that are old enough had ended, by the database's clock. @throws RangeError under 24 h */
export async function oldEnough(db: Db, olderThanMs: number): Promise<Date> {
  if (olderThanMs < youngestMs) throw new RangeError("Meetings stay for 24 hours after their end at least");
  return new Date((await readClock(db)).getTime() - olderThanMs);
}

interface Wanted {
  before: Date;
  after: Place | null;
  limit: number;
}

type Batch = Pick<Archived, "rows" | "oldest" | "newest" | "zoomDeletions"> & { last: Place | null };

async function moveBatch(trx: Transaction<Database>, wanted: Wanted): Promise<Batch> {
  const { ids, ...taken } = await claimFinishedMeetings(trx, wanted);
  if (ids.length === 0) return { ...taken, rows: noRows(), zoomDeletions: 0 };
  const zoomDeletions = await markDeletingInArchive(trx, ids);
  return { ...taken, zoomDeletions, rows: await moveToArchive(trx, ids) };
}

/** News of a meeting may come in while it is moved: the batch is rolled back, and leaves that meeting alone next time. */
async function untilUncrossed<T>(move: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await move();
    } catch (error) {
      if (tries === maxBatchTries || !isCrossed(error)) throw error;
    }
  }
}

const countRows = (rows: RowCounts): number => Object.values(rows).reduce((sum, count) => sum + count, 0);

function add(sum: Archived, batch: Batch): void {
  for (const table of Object.keys(sum.rows) as (keyof RowCounts)[]) sum.rows[table] += batch.rows[table];
  sum.zoomDeletions += batch.zoomDeletions;
  sum.oldest ??= batch.oldest;
  sum.newest = batch.newest ?? sum.newest;
}
