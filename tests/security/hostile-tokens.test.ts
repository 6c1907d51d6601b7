import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { callRaw } from "../support/call-raw.ts";
import { startApp } from "../support/start-app.ts";
import { claims, hmacToken, keyToken } from "./craft-token.ts";
import { hostileToKeys, hostileToSecret } from "./hostile-tokens.ts";
import { openKeyServer } from "./open-key-server.ts";

const atOnce = 20;
const CLINIC_ID = "clinic-1";

/** Those of the tokens that are not refused, each tried twice: what was refused once is in no cache. */
async function acceptedOf(url: string, tokens: [name: string, token: string][]): Promise<string[]> {
  const accepted: string[] = [];
  const tryOne = async ([name, token]: [name: string, token: string]) => {
    const headers = { authorization: `Bearer ${token}` };
    const { status, error } = await callRaw(url, "meetings.list", { input: {}, headers });
    if (status !== 401 || error?.data.reason !== "UNAUTHENTICATED") accepted.push(`${name}: ${status}`);
  };
  for (let first = 0; first < tokens.length; first += atOnce) {
    const some = tokens.slice(first, first + atOnce);
    for (const _ of [1, 2]) await Promise.all(some.map(tryOne));
  }
  return accepted;
}

test("300 hostile tokens and more are refused by a service that shares a secret", async () => {
  const { url } = await startApp({ CLINIC_ID });
  const tokens = hostileToSecret();
  expect(new Set(tokens.map(([, token]) => token)).size).toBeGreaterThanOrEqual(300);
  expect(await acceptedOf(url, tokens)).toEqual([]);
  expect(
    (await callRaw(url, "meetings.list", { token: hmacToken(claims({ clinic: CLINIC_ID })), input: {} }))
      .status,
  ).toBe(200);
});

test("300 hostile tokens and more are refused by a service that knows keys, and none is followed elsewhere", async () => {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const published = {
    ...createPublicKey(key).export({ format: "jwk" }),
    kid: "one",
    alg: "RS256",
    use: "sig",
  };
  await using keys = await openKeyServer([published]);
  await using elsewhere = await openKeyServer([published]);
  const { url } = await startApp({ CLINIC_ID, AUTH_JWT_SECRET: "", AUTH_JWKS_URL: keys.url });
  const tokens = hostileToKeys(key, "one", elsewhere.url);
  expect(new Set(tokens.map(([, token]) => token)).size).toBeGreaterThanOrEqual(300);
  expect(await acceptedOf(url, tokens)).toEqual([]);
  expect(elsewhere.requests()).toBe(0);
  const good = keyToken(key, { alg: "RS256", kid: "one" }, claims({ clinic: CLINIC_ID }));
  expect((await callRaw(url, "meetings.list", { token: good, input: {} })).status).toBe(200);
});

test("without CLINIC_ID the claim of a clinic is ignored", async () => {
  const { url } = await startApp();
  for (const clinic of [undefined, "clinic-1", "another", 7]) {
    const token = hmacToken(claims({ clinic }));
    expect((await callRaw(url, "meetings.list", { token, input: {} })).status).toBe(200);
  }
});
