import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { createZoomClient } from "@patientcare/zoom-sdk";
import { expect, onTestFinished, test } from "vitest";
import { aFolder } from "../embedded-postgres/a-folder.ts";
import { eventually } from "../support/eventually.ts";
import { runScript } from "./run-script.ts";

const longMs = 90_000;

// As a newcomer has it who has begun to prepare `npm run serve`.
const dotEnv = `NODE_ENV=production
PUBLIC_URL=https://zoom.example
DATABASE_URL=postgres://canary@127.0.0.1:9/nowhere
ZOOM_API_URL=https://api.zoom.us/v2
DATA_INDEX_KEY=canary
AUTH_JWT_SECRET=a-secret-of-at-least-thirty-two-bytes
DRAIN_SECONDS=60
`;

test("beside a .env for serve, npm start has its own database and sandbox, and says where operators look", {
  timeout: longMs,
}, async () => {
  const { folder: cwd } = await aFolder({ runtimeFile: ".data/postgres.json" });
  await writeFile(join(cwd, ".env"), dotEnv);
  const [port, sandboxPort] = [await freePort(0), await freePort(0)];
  const env = { PORT: String(port), ZOOM_SANDBOX_PORT: String(sandboxPort), OPS_PORT: "0" };
  const { output, child, ended } = runScript("scripts/local.ts", [], { cwd, env });
  // It ends its children only when it is asked to, and these outlive it otherwise.
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  await eventually(() => expect(output()).toContain("Ctrl-C ends it."), longMs);
  expect(output()).toContain(`PatientCare Zoom is ready on http://localhost:${port} `);
  const opsUrl = /curl (\S+)\/readyz/.exec(output())?.[1] ?? "";
  expect(await (await fetch(`${opsUrl}/readyz`)).json()).toMatchObject({ status: "ready" });

  const token = await runScript("scripts/token.ts", ["--role", "staff"], { cwd }).ended;
  const staff = createZoomClient({ baseUrl: `http://localhost:${port}`, token: token.stdout.trim() });
  expect(await staff.stats.overview()).toMatchObject({ scheduledMeetings: 1 });

  const stoppedAt = performance.now();
  child.kill("SIGTERM");
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).not.toContain("canary");
  expect(performance.now() - stoppedAt).toBeLessThan(15_000);
});
