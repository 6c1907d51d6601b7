import { createDatabase, type Db } from "@patientcare/zoom-db";
import { foldMarkedStatistics } from "@patientcare/zoom-server/operations/stats/fold-statistics.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aZoomId } from "../db/a-meeting-row.ts";
import { seedVisit } from "../stats/seed-visit.ts";
import { createTestDatabase, type TestDatabase } from "../support/cluster.ts";
import { runScript } from "./run-script.ts";

const starts = [
  "2027-01-15T09:00:00Z",
  "2027-01-15T09:15:00Z",
  "2027-02-28T23:45:00Z",
  "2027-03-02T09:00:00Z",
];

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase(database.url, { maxConnections: 2 });
  for (const start_time of starts) {
    await seedVisit(db, { row: { start_time, status: "scheduled", zoom_meeting_id: aZoomId() } });
  }
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const stats = async (...parameters: string[]) => {
  const { code, stdout, stderr } = await runScript("scripts/stats.ts", parameters, {
    env: { DATABASE_URL: database.url },
  }).ended;
  return { code, stdout: stdout.replace(/^Database .*\n/, ""), stderr };
};

test("the statistics equal a recount, before the cells are filled and after", async () => {
  const right = {
    code: 0,
    stdout: "The statistics of 3 months equal a recount of the meetings.\n",
    stderr: "",
  };
  expect(await stats("check")).toEqual(right);
  await foldMarkedStatistics({ db, isDraining: () => false });
  expect(await stats("check")).toEqual(right);
});

test("a cell that is wrong is found by its month, and put right with --repair", async () => {
  await foldMarkedStatistics({ db, isDraining: () => false });
  await sql`update statistics_cells set counts[1] = counts[1] + 1 where level = 1 and bucket = '2027-01-15T09:00:00Z'`.execute(
    db,
  );
  await sql`delete from statistics_cells where level = 0 and by_host and bucket >= '2027-03-01'`.execute(db);
  const found = await stats("check");
  expect(found).toMatchObject({ code: 1, stderr: "" });
  expect(found.stdout).toContain("2027-01, wrong cells: 2");
  expect(found.stdout).toContain("2027-03, wrong cells: 1");
  expect(found.stdout).toContain("npm run stats -- check --repair");
  const { code, stdout } = await stats("check", "--repair", "--json");
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, months: 3, repaired: true });
  expect(await stats("check", "--json")).toMatchObject({ code: 0 });
});

test.each([[["check", "--fix"]], [["count"]], [["check", "now"]]])(
  "%o is wrong usage",
  async (parameters) => {
    expect(await stats(...parameters)).toMatchObject({ code: 2, stdout: "" });
  },
);
