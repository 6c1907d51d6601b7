import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createAuthenticate } from "@patientcare/zoom-server/auth/authenticate.ts";
import { DomainError } from "@patientcare/zoom-server/domain/errors.ts";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { callRaw } from "../support/call-raw.ts";
import { startApp } from "../support/start-app.ts";
import { claims, hmacToken, keyToken, secondsFromNow } from "./craft-token.ts";
import { openKeyServer } from "./open-key-server.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const edwards = generateKeyPairSync("ed25519").privateKey;

const published = (key: KeyObject, kid: string, alg: string) => ({
  ...createPublicKey(key).export({ format: "jwk" }),
  kid,
  alg,
  use: "sig",
});

const nothing = () => {};

/** The keys at an address, and two replicas that know callers by them. */
async function openKeys(keys: object[]) {
  const server = await openKeyServer(keys);
  onTestFinished(server.close);
  const told: string[] = [];
  const tell = (_: object, message: string) => void told.push(message);
  const rules = { issuer: "patientcare", audience: "patientcare-zoom", maxTokenLifetimeMinutes: 1440 };
  const openReplica = () => {
    const authenticate = createAuthenticate(
      { secret: null, jwksUrl: server.url, clinicId: null, ...rules },
      { log: { debug: nothing, info: tell, warn: tell, error: nothing }, isRevoked: () => false },
    );
    return (token: string) =>
      authenticate(`Bearer ${token}`).then(
        () => "accepted",
        (error) => (error instanceof DomainError ? error.reason : Promise.reject(error)),
      );
  };
  const reasonOf = openReplica();
  const other = openReplica();
  const reasonsOf = async (token: string) => [await reasonOf(token), await other(token)];
  return { server, reasonOf, reasonsOf, told };
}

/** The service's clock alone: a later moment without waiting for it. */
function wait(seconds: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + seconds * 1000 });
}
afterEach(() => {
  vi.useRealTimers();
});

test("the service takes tokens by RS256, ES256 and EdDSA from the platform's keys, and no others", async () => {
  const server = await openKeyServer([
    published(rsa, "one", "RS256"),
    published(elliptic, "two", "ES256"),
    published(edwards, "three", "EdDSA"),
  ]);
  onTestFinished(server.close);
  const { url } = await startApp({ AUTH_JWT_SECRET: "", AUTH_JWKS_URL: server.url });
  const call = (token: string) => callRaw(url, "meetings.list", { token, input: {} });

  expect((await call(keyToken(rsa, { alg: "RS256", kid: "one" }))).status).toBe(200);
  expect((await call(keyToken(elliptic, { alg: "ES256", kid: "two" }))).status).toBe(200);
  expect((await call(keyToken(edwards, { alg: "EdDSA", kid: "three" }))).status).toBe(200);

  const publicPem = createPublicKey(rsa).export({ type: "spki", format: "pem" });
  const publicDer = createPublicKey(rsa).export({ type: "spki", format: "der" });
  const jwk = JSON.stringify(createPublicKey(rsa).export({ format: "jwk" }));
  const strangers = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const hostile = [
    hmacToken(claims(), { kid: "one" }, { secret: publicPem as string }),
    hmacToken(claims(), { kid: "one" }, { secret: (publicPem as string).trim() }),
    hmacToken(claims(), { kid: "one" }, { secret: publicDer as Buffer }),
    hmacToken(claims(), { kid: "one" }, { secret: jwk }),
    hmacToken(claims(), { kid: "one" }),
    keyToken(strangers, { alg: "RS256", kid: "one" }),
    keyToken(strangers, { alg: "RS256", kid: "one", jku: server.url, x5u: server.url }),
    keyToken(strangers, { alg: "RS256", jwk: createPublicKey(strangers).export({ format: "jwk" }) }),
    keyToken(elliptic, { alg: "ES256", kid: "one" }),
    keyToken(rsa, { alg: "RS256", kid: "two" }),
    keyToken(rsa, { alg: "RS256", kid: "../keys" }),
    keyToken(rsa, { alg: "RS256", kid: "one" }, claims({ aud: "another" })),
    keyToken(rsa, { alg: "RS256", kid: "one" }, claims({ exp: secondsFromNow(-60) })),
  ];
  for (const token of hostile) {
    const { status, error } = await call(token);
    expect([status, error?.data.reason]).toEqual([401, "UNAUTHENTICATED"]);
  }
  expect(server.requests()).toBe(1);
});

test("with keys away and none at hand a good token is a 503, to be tried again", async () => {
  const server = await openKeyServer();
  server.answer(null);
  onTestFinished(server.close);
  const { url } = await startApp({ AUTH_JWT_SECRET: "", AUTH_JWKS_URL: server.url });
  const token = keyToken(rsa, { alg: "RS256", kid: "one" });
  const answer = await callRaw(url, "meetings.list", { token, input: {} });
  expect(answer).toMatchObject({ status: 503, error: { data: { reason: "SERVICE_UNAVAILABLE" } } });
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
});

test("a new key is fetched when a token names it, once the cooldown has passed", async () => {
  const { server, reasonOf } = await openKeys([published(rsa, "old", "RS256")]);
  expect(await reasonOf(keyToken(rsa, { alg: "RS256", kid: "old" }))).toBe("accepted");
  server.answer({ body: { keys: [published(elliptic, "new", "ES256")] } });
  expect(await reasonOf(keyToken(elliptic, { alg: "ES256", kid: "new" }))).toBe("UNAUTHENTICATED");
  wait(31);
  expect(await reasonOf(keyToken(elliptic, { alg: "ES256", kid: "new" }))).toBe("accepted");
  expect(await reasonOf(keyToken(rsa, { alg: "RS256", kid: "old" }))).toBe("UNAUTHENTICATED");
  expect(server.requests()).toBe(2);
});

const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

test.each([
  ["taken out of the key set", []],
  ["taken out, another one put in", [published(stranger, "new", "RS256")]],
  ["replaced under the same kid", [published(stranger, "old", "RS256")]],
  ["replaced under the same kid by one of another kind", [published(elliptic, "old", "ES256")]],
])("a key that was %s: its tokens are refused two minutes later on every replica", async (_, keys) => {
  const { server, reasonsOf } = await openKeys([published(rsa, "old", "RS256")]);
  const seen = keyToken(rsa, { alg: "RS256", kid: "old" });
  expect(await reasonsOf(seen)).toEqual(["accepted", "accepted"]);
  server.answer({ body: { keys } });
  wait(120);
  expect(await reasonsOf(seen)).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
  const fresh = keyToken(rsa, { alg: "RS256", kid: "old" }, claims({ sub: "staff-2" }));
  expect(await reasonsOf(fresh)).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
});

test("a key that is taken out while calls come all the time is refused two minutes later as well", async () => {
  const { server, reasonOf } = await openKeys([published(rsa, "old", "RS256")]);
  const token = keyToken(rsa, { alg: "RS256", kid: "old" });
  expect(await reasonOf(token)).toBe("accepted");
  server.answer({ body: { keys: [] } });
  let refused = 0;
  for (let seconds = 5; seconds <= 120; seconds += 5) {
    wait(5);
    if ((await reasonOf(token)) !== "accepted") refused += 1;
    // The passage of time is meant: keys are fetched beside the calls.
    await sleep(20);
  }
  expect(await reasonOf(token)).toBe("UNAUTHENTICATED");
  expect(refused).toBeGreaterThan(5);
});

test("keys at hand count for six hours after the last good fetch, and no longer", async () => {
  const { server, reasonOf, told } = await openKeys([published(rsa, "one", "RS256")]);
  const token = keyToken(rsa, { alg: "RS256", kid: "one" }, claims({ exp: secondsFromNow(8 * 3_600) }));
  expect(await reasonOf(token)).toBe("accepted");
  server.answer(null);
  for (const seconds of [1, 601, 5 * 3_600, 3_600 - 602 - 5]) {
    wait(seconds);
    expect(await reasonOf(token)).toBe("accepted");
    const unknown = keyToken(elliptic, { alg: "ES256", kid: `unknown-${seconds}` });
    expect(await reasonOf(unknown)).toBe(seconds === 1 ? "UNAUTHENTICATED" : "SERVICE_UNAVAILABLE");
  }
  wait(10);
  const fresh = keyToken(rsa, { alg: "RS256", kid: "one" }, claims({ sub: "staff-2" }));
  expect([await reasonOf(token), await reasonOf(fresh)]).toEqual(Array(2).fill("SERVICE_UNAVAILABLE"));
  server.answer({ body: { keys: [published(rsa, "one", "RS256")] } });
  wait(2);
  expect(await reasonOf(token)).toBe("accepted");
  expect(told).toEqual([
    expect.stringContaining("cannot be fetched"),
    expect.stringContaining("can be fetched again"),
  ]);
});

test("a storm of unknown keys causes one fetch per cooldown, whether the address answers or not", async () => {
  const { server, reasonOf } = await openKeys([published(rsa, "one", "RS256")]);
  const storm = () =>
    Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        reasonOf(keyToken(edwards, { alg: "EdDSA", kid: `${index}` })),
      ),
    );
  expect(new Set(await storm())).toEqual(new Set(["UNAUTHENTICATED"]));
  expect(server.requests()).toBe(1);
  wait(31);
  await storm();
  await storm();
  expect(server.requests()).toBe(2);
  server.answer(null);
  wait(31);
  await storm();
  await storm();
  expect(server.requests()).toBe(3);
});

test.each([
  ["an error", { status: 500, body: "{}" }],
  ["no JSON", { body: "<html>" }],
  ["JSON without keys", { body: {} }],
  ["a redirect", { status: 302, body: "", location: "/elsewhere" }],
])("an address that answers with %s is away, and asked again a second later", async (_, bad) => {
  const { server, reasonOf } = await openKeys([]);
  const token = keyToken(rsa, { alg: "RS256", kid: "one" });
  server.answer(bad);
  expect(await reasonOf(token)).toBe("SERVICE_UNAVAILABLE");
  expect(await reasonOf(token)).toBe("SERVICE_UNAVAILABLE");
  expect(server.requests()).toBe(1);
  server.answer({ body: { keys: [published(rsa, "one", "RS256")] } });
  wait(2);
  expect(await reasonOf(token)).toBe("accepted");
});

test("a token that names no key is judged where one key fits, and told to name it where several do", async () => {
  const single = await openKeys([published(rsa, "one", "RS256"), published(elliptic, "two", "ES256")]);
  expect(await single.reasonOf(keyToken(rsa, { alg: "RS256" }))).toBe("accepted");
  const twins = await openKeys([published(rsa, "one", "RS256"), published(rsa, "two", "RS256")]);
  expect(await twins.reasonOf(keyToken(rsa, { alg: "RS256" }))).toBe("UNAUTHENTICATED");
});
