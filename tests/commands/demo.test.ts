import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { jwtSecret } from "../support/tokens.ts";
import { type RunningScript, runScript } from "./run-script.ts";
import { type Service, startService } from "./start-service.ts";

const longMs = 90_000;

const demo = ({ url, zoom }: Service, ...flags: string[]): RunningScript =>
  runScript("scripts/demo.ts", ["--url", url, "--sandbox", zoom.url, ...flags], {
    env: { AUTH_JWT_SECRET: jwtSecret },
  });

const hasPrinted = (run: RunningScript, text: string) =>
  eventually(() => expect(run.output()).toContain(text), longMs);

test("one visit is played from its confirmation to the statistics", { timeout: longMs }, async () => {
  const service = await startService();
  const { code, stdout, stderr } = await demo(service).ended;
  expect(stderr).toBe("");
  expect(code).toBe(0);
  for (const part of ["open: ", "outcome      held", "appointment  COMPLETED", "1 for this appointment"]) {
    expect(stdout).toContain(part);
  }
  expect(stdout.trimEnd()).toMatch(/Visit completed$/);
  expect(stdout).not.toContain("\u001b");
});

test("a server that is away at first, killed as it makes the meeting, and again in the call costs nothing", {
  timeout: longMs,
}, async () => {
  const service = await startService();
  const { zoom } = service;
  await service.kill();
  await zoom.control.addFault({ match: { method: "POST", path: "/meetings$" }, kind: "delay", delayMs: 500 });
  const run = demo(service);
  await hasPrinted(run, "start it in another terminal: npm start");
  await service.start();
  await eventually(async () => expect(await zoom.control.journal()).toHaveLength(1));
  await service.kill();
  await hasPrinted(run, "the server is away");
  await zoom.control.pause();
  await service.start();

  await hasPrinted(run, "in the room");
  await service.kill();
  // No server answers the webhooks of the call, and Zoom would send them again in five minutes.
  await zoom.control.resume();
  await zoom.control.flush();
  await service.start();

  const { code, stdout, stderr } = await run.ended;
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout.trimEnd()).toMatch(/Visit completed$/);
  expect(await zoom.control.journal()).toHaveLength(1);
  expect((await zoom.control.deliveries()).some(({ tries }) => tries.length > 1)).toBe(true);
});
