import { expect, onTestFinished, test } from "vitest";
import { openProxy } from "../http/open-proxy.ts";
import { eventually } from "../support/eventually.ts";
import { sizeOf } from "../support/size.ts";
import { anEnvironment, runService } from "./run-service.ts";

const waiting = /The database is unavailable; the start waits for it up to 60 seconds/g;

test("a start waits for its database, says so once, and goes on when the database is there", async () => {
  const env = await anEnvironment();
  const proxy = await openProxy(env.DATABASE_URL ?? "");
  await proxy.cut();
  onTestFinished(() => proxy.cut());
  const { output } = await runService({ ...env, DATABASE_URL: proxy.url });
  await eventually(() => expect(output()).toMatch(waiting));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await proxy.mend();
  await eventually(() => expect(output()).toContain('"message":"ready'));
  expect(output().match(waiting)).toHaveLength(1);
});

test.each([
  [
    "another password",
    { password: "canary" },
    /^The service cannot start: The database refuses the login \(28P01\): .* DATABASE_URL/,
  ],
  [
    "a database that does not exist",
    { pathname: "/canary" },
    /no database of the name in DATABASE_URL: create it/,
  ],
])("with %s the start ends at once, in one sentence", async (_, change, sentence) => {
  const env = await anEnvironment();
  const url = Object.assign(new URL(env.DATABASE_URL ?? ""), change);
  const startedAt = performance.now();
  const { code, stderr, stdout } = await (await runService({ ...env, DATABASE_URL: url.href })).ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(sentence) });
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr + stdout).not.toMatch(/canary|waits for it/);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

test.runIf(sizeOf({ everyday: 0, full: 1 }))(
  "after 60 seconds without a database the start ends with words",
  {
    timeout: 120_000,
  },
  async () => {
    const env = await anEnvironment({ DATABASE_URL: "postgres://somebody:canary@127.0.0.1:9/nowhere" });
    const startedAt = performance.now();
    const { code, stderr, stdout } = await (await runService(env)).ended;
    expect(code).toBe(1);
    expect(stderr).toBe(
      "The service cannot start: the database was unavailable for 60 seconds: check the address in DATABASE_URL, and that PostgreSQL runs there.\n",
    );
    expect(performance.now() - startedAt).toBeGreaterThan(55_000);
    expect(stdout.match(waiting)).toHaveLength(1);
    expect(stdout).not.toContain("canary");
  },
);
