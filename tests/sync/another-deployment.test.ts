import { once } from "node:events";
import { createDatabase } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { spawnScript } from "../support/spawn-script.ts";
import { startApp } from "../support/start-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { aHost } from "./a-host.ts";

async function endOfStart(env: Record<string, string>) {
  const { child, kill } = spawnScript("server/src/main.ts", [], { env });
  onTestFinished(kill);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  const [code] = await once(child, "close");
  return { code, lines: text.trim().split("\n") };
}

test.each(["all", "web", "worker"])(
  "a copy of another deployment's database ends the start in one sentence (ROLE=%s)",
  async (ROLE) => {
    const app = await startApp({ ROLE: "web", DEPLOYMENT_ID: "production" });
    app.server.deps.syncNow = async () => {};
    const service = await app.as("service");
    await service.meetings.create(aHost(app).booking({ waitMs: 0 }));
    const env = { ...testEnvironment(app.databaseUrl, app.zoom), ROLE, DEPLOYMENT_ID: "production-2" };
    const { code, lines } = await endOfStart(env);
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^The service cannot start: .*another deployment.*\.$/)]);
    expect(lines[0]).not.toContain("  at ");
    expect((await app.zoom.control.calls()).filter(({ path }) => path.startsWith("/v2"))).toEqual([]);
  },
);

test("so does one whose meetings all lie in the archive, while some are still to be deleted", async () => {
  const app = await startApp({ ROLE: "web", DEPLOYMENT_ID: "production" });
  const service = await app.as("service");
  const made = await service.meetings.create(aHost(app).booking());
  const db = createDatabase(app.databaseUrl);
  for (const table of ["zoom_meetings", "zoom_references"]) {
    const columns = await sql<{ list: string }>`
      select string_agg(column_name, ', ' order by ordinal_position) as list from information_schema.columns
      where table_name = ${table}`.execute(db);
    const list = sql.raw(columns.rows[0]?.list ?? "");
    await sql`insert into ${sql.table(`${table}_archive`)} (${list}) select ${list} from ${sql.table(table)}`.execute(
      db,
    );
  }
  await sql`update zoom_references_archive set state = 'deleting', next_attempt_at = now()`.execute(db);
  await sql`update zoom_meetings set marker = '0123456789ABCDEF-staging' where id = ${made.id}`.execute(db);
  await db.destroy();
  const { code } = await endOfStart({
    ...testEnvironment(app.databaseUrl, app.zoom),
    DEPLOYMENT_ID: "staging",
  });
  expect(code).toBe(1);
});
