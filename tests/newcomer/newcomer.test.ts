import { randomBytes } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { sizeOf } from "../support/size.ts";
import { startTestSandbox, webhookSecret, zoomAccount } from "../support/test-sandbox.ts";
import { done, type } from "./shell.ts";
import { hasNginx, startNginx } from "./start-nginx.ts";

const root = resolve(import.meta.dirname, "../..");
// It installs everything anew: only the full run takes the time.
const isFull = sizeOf({ full: 1, everyday: 0 }) === 1;
if (isFull && !hasNginx)
  console.warn("The newcomer's path is skipped: install nginx (on Debian: apt-get install nginx-light)");

/** `.env` as a newcomer fills it in from the example. */
async function fillIn(folder: string, values: Record<string, string>): Promise<void> {
  const example = await readFile(join(folder, ".env.example"), "utf8");
  const filled = Object.entries(values).reduce(
    (text, [name, value]) => text.replace(new RegExp(`^${name}=.*$`, "m"), () => `${name}=${value}`),
    example,
  );
  await writeFile(join(folder, ".env"), filled);
}

test.skipIf(!isFull || !hasNginx)(
  "from the clone to a first visit with the SDK, nobody stumbles",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "newcomer-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const clone = join(folder, "zoom");
    await done(`git clone -q ${root} zoom`, folder);
    await done("npm install --no-fund --no-audit", clone);

    const [port, opsPort, sandboxPort, publicPort, servePort, serveOpsPort] = await Promise.all(
      Array.from({ length: 6 }, () => freePort(0)),
    );
    const local = { PORT: String(port), OPS_PORT: String(opsPort), ZOOM_SANDBOX_PORT: String(sandboxPort) };
    const start = type("npm start", clone, local);
    await eventually(
      async () => expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200),
      60_000,
    );
    expect(await done("npm run demo", clone, local)).toContain("Visit completed");
    expect(start.output()).toMatch(/\/j\//);

    const database = await createTestDatabase();
    onTestFinished(database.drop);
    const zoom = await startTestSandbox();
    onTestFinished(zoom.close);
    await fillIn(clone, {
      NODE_ENV: "production",
      PORT: String(servePort),
      OPS_PORT: String(serveOpsPort),
      PUBLIC_URL: `https://localhost:${publicPort}`,
      TRUSTED_PROXY_HOPS: "1",
      DATABASE_URL: database.url,
      ZOOM_API_KEY: zoomAccount.clientId,
      ZOOM_API_SECRET: zoomAccount.clientSecret,
      ZOOM_ACCOUNT_ID: zoomAccount.accountId,
      ZOOM_WEBHOOK_SECRET: webhookSecret,
      ZOOM_API_URL: zoom.apiUrl,
      ZOOM_OAUTH_URL: zoom.oauthUrl,
      AUTH_JWT_SECRET: randomBytes(32).toString("base64"),
      DATA_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
      DATA_INDEX_KEY: randomBytes(32).toString("base64"),
      DEFAULT_TIMEZONE: "Europe/Berlin",
    });
    const before = await done("npm run doctor", clone);
    expect(before).toContain("Everything is as it should be.");
    expect(before).toContain("the service does not run");

    const serve = type("npm run serve", clone);
    const cert = await startNginx(folder, { port: publicPort ?? 0, servicePort: servePort ?? 0 });
    const trusting = { NODE_EXTRA_CA_CERTS: cert };
    await eventually(() => expect(serve.output()).toContain('"message":"ready'), 30_000);
    const after = await done("npm run doctor", clone, trusting);
    expect(after).toContain("ok    public address");
    expect(after).toContain("ok    webhook: a signed delivery gets through");

    await done("npm run build && npm pack ./sdk/dist --pack-destination ..", clone);
    const application = join(folder, "application");
    await mkdir(application);
    await writeFile(join(application, "package.json"), '{"type": "module"}');
    await copyFile(join(root, "tests/newcomer/first-visit.mjs"), join(application, "first-visit.mjs"));
    await done("npm install --no-fund --no-audit --offline ../patientcare-zoom-sdk-*.tgz", application);
    const token = (await done("npm run -s token -- --role service", clone))
      .split("\n")
      .find((line) => line.startsWith("ey"));
    const visit = await done(`${process.execPath} first-visit.mjs`, application, {
      ...trusting,
      SERVICE: `https://localhost:${publicPort}`,
      TOKEN: token ?? "",
    });
    expect(JSON.parse(visit)).toEqual({
      status: "scheduled",
      link: expect.stringMatching(new RegExp(`^https://localhost:${publicPort}/j/[\\w-]{22}$`)),
      page: 200,
      onward: 303,
      missing: true,
      requestId: expect.stringMatching(/^\w/),
      totalMeetings: 1,
    });
  },
  600_000,
);
