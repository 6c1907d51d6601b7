import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthenticate } from "@patientcare/zoom-server/auth/authenticate.ts";
import { createLog } from "@patientcare/zoom-server/telemetry/log.ts";
import { expect, onTestFinished, test } from "vitest";
import { aCertificate } from "../database/a-certificate.ts";
import { keyToken } from "../security/craft-token.ts";
import { startZoom } from "./start-zoom.ts";

/** A server of HTTPS whose certificate no authority signed; counts the requests that reach it. */
async function anImpostor() {
  const folder = await mkdtemp(join(tmpdir(), "impostor-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { cert, key } = await aCertificate(folder, "impostor", "DNS:localhost,IP:127.0.0.1");
  let requests = 0;
  const server = createServer({ cert: await readFile(cert), key: await readFile(key) }, (_, response) => {
    requests += 1;
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { origin: `https://localhost:${port}`, requests: () => requests };
}

test("credentials and tokens are not sent to a Zoom whose certificate does not check", async () => {
  const impostor = await anImpostor();
  const forCredentials = await startZoom({ options: { oauthUrl: `${impostor.origin}/oauth/token` } });
  const forTokens = await startZoom({ options: { apiUrl: `${impostor.origin}/v2` } });
  for (const { client } of [forCredentials, forTokens]) {
    await expect(client.getMeeting("97763643886")).rejects.toMatchObject({
      failure: { kind: "unavailable" },
    });
  }
  expect(impostor.requests()).toBe(0);
});

test("keys of tokens are not taken from an address whose certificate does not check", async () => {
  const impostor = await anImpostor();
  const authenticate = createAuthenticate(
    {
      secret: null,
      jwksUrl: `${impostor.origin}/keys`,
      issuer: "patientcare",
      audience: "patientcare-zoom",
      maxTokenLifetimeMinutes: 1440,
      clinicId: null,
    },
    { log: createLog("silent"), isRevoked: () => false },
  );
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  await expect(authenticate(`Bearer ${keyToken(privateKey, { alg: "ES256" })}`)).rejects.toMatchObject({
    reason: "SERVICE_UNAVAILABLE",
  });
  expect(impostor.requests()).toBe(0);
});
