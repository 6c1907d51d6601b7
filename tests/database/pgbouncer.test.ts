import { describe, expect, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { unhurried } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { startApp } from "../support/start-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { aDatabaseWith } from "./a-database-with.ts";
import { makeMixedCalls } from "./mixed-calls.ts";
import { oneVisit } from "./one-visit.ts";
import { hasPgbouncer, openPgbouncer } from "./open-pgbouncer.ts";

const calls = sizeOf({ full: 1_000, everyday: 60 });
const noZoom = { apiUrl: "http://127.0.0.1:1/v2", oauthUrl: "http://127.0.0.1:1/oauth/token" };

/** The last line of a command, without the line that names the database. */
async function lastWords(script: string, databaseUrl: string, ...parameters: string[]) {
  const env = testEnvironment(databaseUrl, noZoom);
  const { code, stderr } = await runScript(script, parameters, { env }).ended;
  return { code, said: stderr.trim().split("\n").at(-1) };
}

describe.skipIf(!hasPgbouncer)("behind PgBouncer", () => {
  test("mixed calls through session pooling are answered without a failure of ours", {
    timeout: 180_000,
  }, async () => {
    const url = await openPgbouncer(await aDatabaseWith({}), { pool_mode: "session" });
    const app = await startApp({ ...unhurried, DATABASE_URL: url, RATE_LIMIT_STORE: "postgres" });
    const answers = await makeMixedCalls(app, calls);
    expect(Object.values(answers).reduce((sum, times) => sum + times)).toBeGreaterThanOrEqual(calls);
    expect(Object.keys(answers).filter((answer) => / [05]\d*$/.test(answer))).toEqual([]);
    for (const done of ["meetings.create 200", "meetings.cancel 200", "going on 303", "webhook 200"])
      expect([done, answers[done]]).toEqual([done, expect.any(Number)]);
  });

  test("session pooling works with another database's settings, and where PgBouncer drops start-up parameters", async () => {
    const database = await aDatabaseWith({
      datestyle: "'German, DMY'",
      timezone: "'Asia/Kolkata'",
      default_transaction_isolation: "'serializable'",
    });
    const url = await openPgbouncer(database, {
      pool_mode: "session",
      ignore_startup_parameters: "extra_float_digits, options, statement_timeout, lock_timeout",
    });
    await oneVisit(await startApp({ DATABASE_URL: `${url}?options=-c%20geqo%3Doff` }));
    // Sessions that another process used before are taken over as PgBouncer leaves them.
    expect(await lastWords("scripts/migrate.ts", url)).toMatchObject({ code: 0 });
    expect(await lastWords("scripts/webhooks.ts", url, "list")).toMatchObject({ code: 0 });
  });

  const modes: [string, Record<string, string>][] = [
    ["transaction", {}],
    ["statement", {}],
    ["transaction", { default_pool_size: "1" }],
    ["transaction", { server_round_robin: "1", min_pool_size: "5" }],
    ["transaction", { ignore_startup_parameters: "extra_float_digits, options" }],
  ];
  test.each(modes.slice(0, sizeOf({ full: modes.length, everyday: 1 })))(
    "%s pooling (%o) is refused by every command in one sentence that names it",
    async (mode, settings) => {
      const url = await openPgbouncer(await aDatabaseWith({}), { pool_mode: mode, ...settings });
      for (const [script, ...parameters] of [
        ["server/src/main.ts"],
        ["scripts/migrate.ts"],
        ["scripts/cleanup.ts", "--dry-run"],
        ["scripts/webhooks.ts", "list"],
      ] as const) {
        const { code, said } = await lastWords(script, url, ...parameters);
        expect(code).toBeGreaterThan(0);
        expect(said).toContain(`DATABASE_URL leads to a pooler with ${mode} pooling`);
        expect(said).toContain("pool_mode = session");
      }
    },
  );

  test("a parameter of the URL that PgBouncer refuses is named", async () => {
    const url = await openPgbouncer(await aDatabaseWith({}), { pool_mode: "session" });
    const { code, said } = await lastWords("server/src/main.ts", `${url}?options=-c%20geqo%3Doff`);
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringContaining('refuses the parameter "options": remove it from DATABASE_URL'),
    });
  });

  test("a pool of one session is refused with what is needed", async () => {
    const url = await openPgbouncer(await aDatabaseWith({}), {
      pool_mode: "session",
      default_pool_size: "1",
    });
    const { code, said } = await lastWords("server/src/main.ts", url);
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringContaining("gives no second connection: let it open at least 20"),
    });
  });
});
