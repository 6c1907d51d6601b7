import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { expect, onTestFinished, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { hasNginx, startNginx } from "../newcomer/start-nginx.ts";
import { startApp } from "../support/start-app.ts";
import { testEnvironment } from "../support/test-environment.ts";

if (!hasNginx) console.warn("Skipped: install nginx (on Debian: apt-get install nginx-light)");

/** The example of docs/deploy in front of the service. */
async function behindNginx() {
  const folder = await mkdtemp(join(tmpdir(), "nginx-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const app = await startApp({ TRUSTED_PROXY_HOPS: "1" });
  const port = await freePort(0);
  const cert = await startNginx(folder, { port, servicePort: app.server.port });
  const ca = await readFile(cert);
  /** The protocol and cipher that both agree on, or the reason why they do not. */
  const agree = async (options: ConnectionOptions) => {
    const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca, ...options });
    try {
      await once(socket, "secureConnect");
      return `${socket.getProtocol()} ${socket.getCipher().name}`;
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : "refused";
    } finally {
      socket.destroy();
    }
  };
  return { app, port, cert, agree };
}

test.skipIf(!hasNginx)("the proxy agrees on TLS 1.2 and 1.3 with ciphers of today alone", async () => {
  const { agree } = await behindNginx();
  expect(await agree({})).toMatch(/^TLSv1\.3 /);
  expect(await agree({ maxVersion: "TLSv1.2" })).toBe("TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384");
  const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  expect(await agree(old)).toMatch(/ALERT/);
  for (const ciphers of ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES128-SHA"])
    expect([ciphers, await agree({ maxVersion: "TLSv1.2", ciphers })]).toEqual([
      ciphers,
      expect.stringMatching(/ALERT/),
    ]);
});

test.skipIf(!hasNginx)("a call over plain HTTP is refused and never sent on to https", async () => {
  const { port } = await behindNginx();
  for (const path of ["/trpc/stats.overview", "/api/zoom/stats", "/j/unknown"]) {
    const [answer] = await once(get({ port, host: "127.0.0.1", path }), "response");
    answer.resume();
    expect([path, answer.statusCode, answer.headers.location]).toEqual([path, 400, undefined]);
  }
});

test.skipIf(!hasNginx)("npm run doctor finds out whether the public certificate is trusted", async () => {
  const { app, port, cert } = await behindNginx();
  const env = {
    ...testEnvironment(app.databaseUrl, app.zoom),
    PORT: String(app.server.port),
    PUBLIC_URL: `https://localhost:${port}`,
  };
  const isReached = async (more: Record<string, string>) => {
    const { stdout } = await runScript("scripts/doctor.ts", ["--json"], { env: { ...env, ...more } }).ended;
    return JSON.parse(stdout).checks.find(({ name }: { name: string }) => name === "public address").ok;
  };
  expect(await isReached({})).toBe(false);
  expect(await isReached({ NODE_EXTRA_CA_CERTS: cert })).toBe(true);
});
