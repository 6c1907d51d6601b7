import { exportPatient } from "@patientcare/zoom-server/operations/privacy/export-patient.ts";
import { exportRules } from "@patientcare/zoom-server/operations/privacy/export-rules.ts";
import { expect, test } from "vitest";
import { archiveIn } from "../archive/finished-meetings.ts";
import { runScript } from "../commands/run-script.ts";
import { readSchemaTypes } from "../db/read-schema-types.ts";
import { unhurried } from "../support/open-app.ts";
import { startApp } from "../support/start-app.ts";
import { testKey } from "../support/test-key.ts";
import { aKnownPatient } from "./a-known-patient.ts";

test("every column of every table has a rule for the export", () => {
  const live = Object.entries(readSchemaTypes()).filter(([table]) => !table.endsWith("_archive"));
  for (const [table, columns] of live) {
    const rule = Object.entries(exportRules).find(([name]) => name === table)?.[1];
    if (!rule) throw new Error(`No rule for ${table}`);
    if (!("leftOut" in rule))
      expect([table, Object.keys(rule.columns).sort()]).toEqual([table, Object.keys(columns).sort()]);
  }
});

test.each(["live", "archived"])(
  "an export holds all that was said of a patient, and nothing of another: %s visits",
  async (place) => {
    const app = await startApp(unhurried);
    const patient = await aKnownPatient(app);
    const other = await aKnownPatient(app);
    const { deps } = app.server;
    if (place === "archived") await archiveIn(deps.db);
    const exported = await exportPatient(deps, patient.externalId);
    if ("refused" in exported) throw new Error("The patient is not known");
    const text = JSON.stringify(exported);
    for (const [what, said] of Object.entries(patient.canaries))
      expect([what, text.includes(said)]).toEqual([what, true]);
    for (const said of Object.values(other.canaries)) expect(text).not.toContain(said);
    expect(text).not.toContain(other.externalId);
    const { tables, leftOut } = exported;
    const counts = Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.length]));
    expect(counts).toMatchObject({
      persons: 1,
      appointments: 2,
      zoom_meetings: 2,
      participants: 2,
      legal_holds: 0,
    });
    expect(counts.meeting_events).toBeGreaterThan(2);
    expect(counts.webhook_deliveries).toBeGreaterThan(2);
    expect(leftOut["zoom_meetings.join_url"]).toMatch(/opens the way/);
    // What is sealed was opened, and no key went along.
    expect(text).not.toMatch(/"@[A-Za-z0-9_-]{22}\.|~k1\./);
  },
);

test("the commands hold, export and release a patient, and refuse ids that nobody has", async () => {
  const app = await startApp(unhurried);
  const { externalId, canaries } = await aKnownPatient(app);
  const env = {
    DATABASE_URL: app.databaseUrl,
    DATA_ENCRYPTION_KEYS: `k1:${testKey(1)}`,
    DATA_INDEX_KEY: testKey(2),
  };
  const patient = (...given: string[]) => runScript("scripts/patient.ts", given, { env }).ended;
  expect(await patient("hold", externalId, "--reason", "A court asks")).toMatchObject({ code: 0 });
  expect(await patient("hold", externalId, "--reason", "again")).toMatchObject({ code: 1 });
  expect(await patient("erase", externalId, "--yes")).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("a legal hold stands"),
  });
  const exported = await patient("export", externalId);
  expect(exported.code).toBe(0);
  expect(exported.stderr).toMatch(/personal data/);
  expect(JSON.parse(exported.stdout).tables.persons[0].name).toBe(canaries.name);
  expect(JSON.parse(exported.stdout).tables.legal_holds[0].reason).toBe("A court asks");
  expect(await patient("release", externalId, "--reason", "Done")).toMatchObject({ code: 0 });
  expect(await patient("release", externalId, "--reason", "again")).toMatchObject({ code: 1 });
  expect(await patient("export", "nobody")).toMatchObject({ code: 1, stdout: "" });
  expect(await patient("hold", externalId)).toMatchObject({ code: 2 });
});
