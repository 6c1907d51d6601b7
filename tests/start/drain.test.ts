import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { anEnvironment, runService, startedService } from "./run-service.ts";

test("after SIGTERM readiness says draining while calls are still answered, for DRAIN_SECONDS, and then it ends", async () => {
  const { url, line, child } = await startedService(await anEnvironment({ DRAIN_SECONDS: "6" }));
  const opsUrl = `http://127.0.0.1:${/ are on port (\d+)/.exec(line.message)?.[1]}`;
  const exited = once(child, "exit");
  const signalledAt = performance.now();
  child.kill("SIGTERM");
  await eventually(async () => {
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.text()]).toEqual([503, "draining"]);
  });
  expect(await (await fetch(`${opsUrl}/readyz`)).json()).toMatchObject({
    status: "draining",
    checks: { database: { ok: true } },
  });
  let answered = 0;
  while (performance.now() - signalledAt < 1_500) {
    const response = await fetch(`${url}/trpc/stats.overview`);
    expect([response.status, response.headers.get("connection")]).toEqual([401, "close"]);
    answered++;
  }
  expect(answered).toBeGreaterThan(10);
  expect(await exited).toEqual([0, null]);
  expect(performance.now() - signalledAt).toBeGreaterThan(5_900);
});

test("Ctrl-C, which reaches the process twice through npm, ends it without the wait and in order", async () => {
  const { child, line } = await startedService(await anEnvironment({ DRAIN_SECONDS: "60" }));
  // A request that has only begun keeps the service from ending before the second signal comes.
  const caller = connect(line.port, "127.0.0.1");
  await once(caller, "connect");
  caller.write("GET /readyz HTTP/1.1\r\n");
  await sleep(200);
  const exited = once(child, "exit");
  child.kill("SIGINT");
  await sleep(200);
  child.kill("SIGINT");
  await sleep(200);
  caller.destroy();
  expect(await exited).toEqual([0, null]);
});

test("a SIGTERM that follows the ready line at once, or comes while the database is waited for, ends it in order", async () => {
  const ready = await runService(await anEnvironment({ DRAIN_SECONDS: "1" }));
  ready.child.stdout?.on("data", function heed() {
    if (!ready.output().includes('"message":"ready')) return;
    ready.child.stdout?.off("data", heed);
    ready.child.kill("SIGTERM");
  });
  const { code, stdout } = await ready.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('"message":"stopping"');

  const waiting = await runService({
    ...(await anEnvironment()),
    DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  });
  await eventually(() => expect(waiting.output()).toContain("database"));
  waiting.child.kill("SIGTERM");
  expect((await waiting.ended).code).toBe(0);
});
