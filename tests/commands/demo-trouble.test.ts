import { expect, test } from "vitest";
import { jwtSecret } from "../support/tokens.ts";
import { runScript } from "./run-script.ts";
import { startService } from "./start-service.ts";

test("an outage, a reschedule, a test of the room and a no-show all come to a good end", {
  timeout: 90_000,
}, async () => {
  const { url, zoom } = await startService();
  const { code, stdout, stderr } = await runScript(
    "scripts/demo.ts",
    ["--trouble", "--url", url, "--sandbox", zoom.url],
    { env: { AUTH_JWT_SECRET: jwtSecret } },
  ).ended;
  expect(stderr).toBe("");
  expect(code).toBe(0);
  for (const part of ["pending, the booking stands", "both_absent", "NO_SHOW", "the visit is still ahead"]) {
    expect(stdout).toContain(part);
  }
});
