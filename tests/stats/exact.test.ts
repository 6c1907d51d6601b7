import {
  createDatabase,
  type Db,
  foldStatistics,
  readStatistics,
  tryLockStatistics,
} from "@patientcare/zoom-db";
import { cellsOfRange } from "@patientcare/zoom-server/domain/statistics/cells-of-range.ts";
import { checkStatistics } from "@patientcare/zoom-server/operations/stats/check-statistics.ts";
import { foldMarkedStatistics } from "@patientcare/zoom-server/operations/stats/fold-statistics.ts";
import { viewFigures } from "@patientcare/zoom-server/operations/stats/view-figures.ts";
import { expect, test } from "vitest";
import { anEmptyDatabase } from "../db/an-empty-database.ts";
import { randomOf } from "../faults/random-of.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { sizeOf } from "../support/size.ts";
import { randomWriter } from "./random-writer.ts";
import { measuredFromRows, recount } from "./recount.ts";

const writers = 4;
const changesOfEach = sizeOf({ everyday: 150, full: 3_000 });
const seeds = Array.from({ length: sizeOf({ everyday: 1, full: 5 }) }, (_, index) => 20_270_131 + index);

const wholeRange = { since: new Date("2027-01-31T00:00:00Z"), until: new Date("2027-02-02T00:00:00Z") };

/** In one snapshot: the answer for a range, and what the rows say by plain counts. */
const readBoth = (db: Db, range: { since: Date; until: Date }) =>
  db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (trx) => {
      const [all] = await readStatistics(trx, [cellsOfRange(range)], { byHost: false });
      const ofHosts = await readStatistics(trx, [cellsOfRange(range)], { byHost: true });
      const plain = await recount(trx, range.since, range.until);
      return { all, ofHosts, plain, measured: await measuredFromRows(trx, range.since, range.until) };
    });

async function expectExact(db: Db, range: { since: Date; until: Date }): Promise<void> {
  const { all, ofHosts, plain, measured } = await readBoth(db, range);
  if (!all) return expect(plain.totalMeetings).toBe(0);
  const { counts, histograms } = all;
  const figures = viewFigures(all);
  expect({
    ...Object.fromEntries(Object.keys(plain).map((name) => [name, Reflect.get(figures, name)])),
    patientAbsent: figures.notTogether.patientAbsent,
    everScheduled: counts.everScheduled,
  }).toEqual(plain);
  const byKey = [histograms.waiting, histograms.together, histograms.confirmToLink].flatMap(
    (histogram, place) => [...histogram].map(([bucket, count]) => [1000 * (place + 1) + bucket, count]),
  );
  const alone = [
    [17, counts.togetherKnown],
    [18, counts.startedWithin5],
    [19, counts.waitedOver15],
  ].filter(([, count]) => count);
  expect(Object.fromEntries([...byKey, ...alone])).toEqual(measured);
  expect(ofHosts.reduce((sum, host) => sum + host.counts.total, 0)).toBe(counts.total);
  expect(ofHosts.reduce((sum, host) => sum + host.counts.held, 0)).toBe(counts.held);
}

/** Far less than a worker takes at a time, so that marks are left over. */
const foldFew = (db: Db) =>
  db
    .transaction()
    .execute(async (trx) =>
      (await tryLockStatistics(trx)) ? foldStatistics(trx, { maxMarks: 7, maxQuarters: 2 }) : 0,
    );

test.each(seeds)(
  "after each single change, of cells that were up to date before, the answer is what a recount says (%d)",
  { timeout: 600_000 },
  async (seed) => {
    await using database = await anEmptyDatabase();
    const { db } = database;
    const change = randomWriter(db, [], randomOf(seed));
    for (let changes = 0; changes < changesOfEach; changes++) {
      await change();
      await expectExact(db, wholeRange);
      await foldMarkedStatistics({ db, isDraining: () => false });
      await expectExact(db, wholeRange);
    }
  },
);

test.each(seeds)(
  "while several writers change, move, archive and bring back meetings, each answer is what a recount says (%d)",
  { timeout: 600_000 },
  async (seed) => {
    const database = await createTestDatabase();
    const db = createDatabase(database.url, { maxConnections: writers + 4 });
    try {
      const random = randomOf(seed);
      const ids: string[] = [];
      let writing = true;
      const aRange = () => {
        const [one, other] = [random(), random()]
          .map((share) => Math.floor(share * 10 * 60))
          .sort((a, b) => a - b);
        const at = (minutes = 0) => new Date(Date.parse("2027-01-31T19:00:00Z") + minutes * 60_000);
        return { since: at(one), until: at(other) };
      };
      const write = async (change: () => Promise<void>) => {
        for (let made = 0; made < changesOfEach; made++) await change();
      };
      const fold = async () => {
        while (writing) await foldFew(db);
      };
      const read = async () => {
        while (writing) await expectExact(db, aRange());
      };
      const written = Promise.all(
        Array.from({ length: writers }, () => write(randomWriter(db, ids, random))),
      ).finally(() => {
        writing = false;
      });
      await Promise.all([written, fold(), fold(), read()]);
      for (let reading = 0; reading < 20; reading++) await expectExact(db, aRange());
      await foldMarkedStatistics({ db, isDraining: () => false });
      expect(await db.selectFrom("statistics_marks").selectAll().execute()).toEqual([]);
      for (let reading = 0; reading < 20; reading++) await expectExact(db, aRange());
      expect(await checkStatistics({ db })).toEqual([]);
    } finally {
      await db.destroy();
      await database.drop();
    }
  },
);
