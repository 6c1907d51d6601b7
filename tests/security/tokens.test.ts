import { createHmac, generateKeyPairSync } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { jwtSecret } from "../support/tokens.ts";
import { claims, hmacToken, keyToken, secondsFromNow, signedAs } from "./craft-token.ts";
import { type KeyServer, openKeyServer } from "./open-key-server.ts";

let app: OpenApp;
let elsewhere: KeyServer;
beforeAll(async () => {
  elsewhere = await openKeyServer();
  app = await openApp();
});
afterAll(async () => {
  await app.close();
  await elsewhere.close();
});

const call = (authorization: string | undefined) =>
  callRaw(app.url, "meetings.list", {
    input: {},
    headers: authorization === undefined ? {} : { authorization },
  });

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
const bearer = (token: string) => `Bearer ${token}`;
const good = hmacToken();
const [header = "", payload = "", signature = ""] = good.split(".");
const without = (claim: string) => hmacToken(claims({ [claim]: undefined }));
const withClaims = (change: Record<string, unknown>) => hmacToken(claims(change));
const rawClaims = (json: string) => hmacToken(json);
const flipped = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

const refused: Record<string, () => string | undefined> = {
  "no Authorization header": () => undefined,
  "an empty header": () => "",
  "the scheme alone": () => "Bearer",
  "the scheme and a space": () => "Bearer ",
  "no scheme": () => good,
  "Basic before the token": () => `Basic ${good}`,
  "Token before the token": () => `Token ${good}`,
  "DPoP before the token": () => `DPoP ${good}`,
  "two spaces after the scheme": () => `Bearer  ${good}`,
  "two tokens": () => `Bearer ${good} ${good}`,
  "two tokens, with a comma": () => `Bearer ${good}, Bearer ${good}`,
  "something behind the token": () => `Bearer ${good};`,
  "the token in quotes": () => `Bearer "${good}"`,
  "one part": () => bearer(header),
  "two parts": () => bearer(`${header}.${payload}`),
  "four parts": () => bearer(`${good}.${signature}`),
  "five parts, as an encrypted token": () => bearer(`${good}.${payload}.${signature}`),
  "an empty signature": () => bearer(`${header}.${payload}.`),
  "an empty payload": () => bearer(`${header}..${signature}`),
  "an empty header part": () => bearer(`.${payload}.${signature}`),
  "a truncated signature": () => bearer(good.slice(0, -4)),
  "a longer signature": () => bearer(`${good}AAAA`),
  "an altered signature": () => bearer(`${header}.${payload}.${flipped(signature, 5)}`),
  "an altered payload": () => bearer(`${header}.${flipped(payload, 9)}.${signature}`),
  "an altered header": () => bearer(`${flipped(header, 9)}.${payload}.${signature}`),
  "another token's payload": () =>
    bearer(`${header}.${withClaims({ role: "admin" }).split(".")[1]}.${signature}`),
  "plain base64 with padding": () => bearer(`${header}=.${payload}.${signature}`),
  "a header that is not JSON": () => bearer(hmacToken(claims(), "not json")),
  "a header that is a list": () => bearer(hmacToken(claims(), "[]")),
  "a payload that is not JSON": () => bearer(rawClaims("not json")),
  "a payload that is a list": () => bearer(rawClaims("[]")),
  "a payload that is null": () => bearer(rawClaims("null")),
  "a payload that is text": () => bearer(rawClaims('"staff"')),
  "alg none, unsigned": () => bearer(signedAs({ alg: "none" }, claims(), "")),
  "alg none, with a signature": () => bearer(signedAs({ alg: "none" }, claims(), signature)),
  "alg None": () => bearer(hmacToken(claims(), { alg: "None" })),
  "alg NONE": () => bearer(hmacToken(claims(), { alg: "NONE" })),
  "no alg": () => bearer(hmacToken(claims(), { alg: undefined })),
  "an empty alg": () => bearer(hmacToken(claims(), { alg: "" })),
  "an alg that is a list": () => bearer(hmacToken(claims(), { alg: ["HS256"] })),
  "alg hs256 in lower case": () => bearer(hmacToken(claims(), { alg: "hs256" })),
  "alg HS384": () => bearer(hmacToken(claims(), { alg: "HS384" }, { hash: "sha384" })),
  "alg HS512": () => bearer(hmacToken(claims(), { alg: "HS512" }, { hash: "sha512" })),
  "alg RS256, signed by a key of the sender's": () => bearer(keyToken(rsa.privateKey, { alg: "RS256" })),
  "alg ES256, signed by a key of the sender's": () => bearer(keyToken(elliptic.privateKey, { alg: "ES256" })),
  "alg RS256 over an HMAC": () => bearer(hmacToken(claims(), { alg: "RS256" })),
  "alg ES256 with r = s = 0": () =>
    bearer(signedAs({ alg: "ES256" }, claims(), Buffer.alloc(64).toString("base64url"))),
  "a wrong secret": () =>
    bearer(hmacToken(claims(), {}, { secret: "another-secret-of-at-least-32-bytes-it-is" })),
  "an empty secret": () => bearer(hmacToken(claims(), {}, { secret: "" })),
  "the secret's first half": () => bearer(hmacToken(claims(), {}, { secret: jwtSecret.slice(0, 20) })),
  "an HMAC that is cut to 16 bytes": () => {
    const mac = createHmac("sha256", jwtSecret).update(`${header}.${payload}`).digest().subarray(0, 16);
    return bearer(`${header}.${payload}.${mac.toString("base64url")}`);
  },
  "a kid that is a path": () => bearer(hmacToken(claims(), { kid: "../../../../dev/null" }, { secret: "" })),
  "a kid that is SQL": () =>
    bearer(hmacToken(claims(), { kid: "x' union select 'secret' --" }, { secret: "secret" })),
  "a kid of 10 kB": () => bearer(hmacToken(claims(), { kid: "k".repeat(10_000) })),
  "a token of 9 kB": () => bearer(withClaims({ filler: "f".repeat(7_000) })),
  "a jku of the sender's": () =>
    bearer(keyToken(rsa.privateKey, { alg: "RS256", kid: "mine", jku: elsewhere.url })),
  "an x5u of the sender's": () =>
    bearer(keyToken(rsa.privateKey, { alg: "RS256", kid: "mine", x5u: elsewhere.url })),
  "a jwk of the sender's": () =>
    bearer(keyToken(rsa.privateKey, { alg: "RS256", jwk: rsa.publicKey.export({ format: "jwk" }) })),
  "a crit that nobody knows": () => bearer(hmacToken(claims(), { crit: ["x"], x: 1 })),
  "an empty crit": () => bearer(hmacToken(claims(), { crit: [] })),
  "b64 false": () => bearer(hmacToken(claims(), { crit: ["b64"], b64: false })),
  "the type of a logout token": () => bearer(hmacToken(claims(), { typ: "logout+jwt" })),
  "the type of a DPoP proof": () => bearer(hmacToken(claims(), { typ: "dpop+jwt" })),
  "a type that is a number": () => bearer(hmacToken(claims(), { typ: 5 })),
  "no iss": () => bearer(without("iss")),
  "another iss": () => bearer(withClaims({ iss: "somebody" })),
  "an iss in a list": () => bearer(withClaims({ iss: ["patientcare"] })),
  "an iss in another case": () => bearer(withClaims({ iss: "PatientCare" })),
  "no aud": () => bearer(without("aud")),
  "another aud": () => bearer(withClaims({ aud: "patientcare-billing" })),
  "a list of other auds": () => bearer(withClaims({ aud: ["patientcare", "zoom"] })),
  "an aud that begins like ours": () => bearer(withClaims({ aud: "patientcare-zoom-2" })),
  "no exp": () => bearer(without("exp")),
  "an exp as text": () => bearer(withClaims({ exp: String(secondsFromNow(3600)) })),
  "an exp that is null": () => bearer(withClaims({ exp: null })),
  "an exp with a fraction": () => bearer(withClaims({ exp: secondsFromNow(3600) + 0.5 })),
  "an exp of 1e300": () =>
    bearer(rawClaims(JSON.stringify(claims({ exp: 0 })).replace('"exp":0', '"exp":1e300'))),
  "an exp beyond all numbers": () =>
    bearer(rawClaims(JSON.stringify(claims({ exp: 0 })).replace('"exp":0', '"exp":1e999'))),
  "an exp in milliseconds": () => bearer(withClaims({ exp: Date.now() + 3_600_000 })),
  "an exp of zero": () => bearer(withClaims({ exp: 0 })),
  "a negative exp": () => bearer(withClaims({ exp: -1 })),
  "an end more than 30 seconds ago": () => bearer(withClaims({ exp: secondsFromNow(-32) })),
  "an nbf more than 30 seconds ahead": () => bearer(withClaims({ nbf: secondsFromNow(45) })),
  "an nbf as text": () => bearer(withClaims({ nbf: "0" })),
  "an iat more than 30 seconds ahead": () => bearer(withClaims({ iat: secondsFromNow(45) })),
  "no sub": () => bearer(without("sub")),
  "an empty sub": () => bearer(withClaims({ sub: "" })),
  "a blank sub": () => bearer(withClaims({ sub: "  " })),
  "a sub that is a number": () => bearer(withClaims({ sub: 7 })),
  "a sub with a NUL": () => bearer(withClaims({ sub: "staff\u0000" })),
  "a sub with a line break": () => bearer(withClaims({ sub: "staff\nadmin" })),
  "a sub of 201 characters": () => bearer(withClaims({ sub: "s".repeat(201) })),
  "no role": () => bearer(without("role")),
  "an unknown role": () => bearer(withClaims({ role: "superuser" })),
  "a role with a space": () => bearer(withClaims({ role: "admin " })),
  "a role in a list": () => bearer(withClaims({ role: ["admin"] })),
  "a role from the prototype": () => bearer(withClaims({ role: "constructor" })),
  "a doctor without e-mail": () => bearer(withClaims({ role: "doctor" })),
  "a patient without e-mail": () => bearer(withClaims({ role: "patient" })),
  "a doctor with an empty e-mail": () => bearer(withClaims({ role: "doctor", email: "" })),
  "a doctor with a list of e-mails": () =>
    bearer(withClaims({ role: "doctor", email: ["ada@clinic.example"] })),
  "a patient with a blank e-mail": () => bearer(withClaims({ role: "patient", email: "  " })),
};

describe("refused, before anything is read or asked elsewhere:", () => {
  test.each(Object.keys(refused))("%s", async (name) => {
    const asked = elsewhere.requests();
    const answer = await call(refused[name]?.());
    expect({ status: answer.status, reason: answer.error?.data.reason }).toEqual({
      status: 401,
      reason: "UNAUTHENTICATED",
    });
    expect(answer.text).not.toContain("stack");
    expect(elsewhere.requests()).toBe(asked);
  });
});

const accepted: Record<string, () => string> = {
  "a plain token": () => bearer(good),
  "the scheme in lower case": () => `bearer ${good}`,
  "a token without typ": () => bearer(hmacToken(claims(), { typ: undefined })),
  "the type of an access token": () => bearer(hmacToken(claims(), { typ: "at+jwt" })),
  "our aud among others": () => bearer(withClaims({ aud: ["patientcare", "patientcare-zoom"] })),
  "an end within the last 30 seconds": () => bearer(withClaims({ exp: secondsFromNow(-20) })),
  "an nbf within the next 30 seconds": () => bearer(withClaims({ nbf: secondsFromNow(20) })),
  "a role in capitals": () => bearer(withClaims({ role: "STAFF" })),
  "a role in mixed case": () => bearer(withClaims({ role: "Auditor" })),
  "a doctor with an e-mail": () => bearer(withClaims({ role: "Doctor", email: "Ada@Clinic.example" })),
  "staff without e-mail": () => bearer(without("email")),
};

describe("accepted:", () => {
  test.each(Object.keys(accepted))("%s", async (name) => {
    expect((await call(accepted[name]?.())).status).toBe(200);
  });
});

test("a token that was accepted is refused once it has expired", async () => {
  const token = withClaims({ exp: secondsFromNow(-29) });
  const first = await call(bearer(token));
  expect(first.status).toBe(200);
  await expect.poll(async () => (await call(bearer(token))).status, { timeout: 5_000 }).toBe(401);
});

test("an Authorization header sent twice is refused", async () => {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const sent = request(`${app.url}/trpc/meetings.list`, { method: "POST" }, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  });
  sent.on("error", reject);
  sent.setHeader("authorization", [bearer(withClaims({ sub: "staff-2" })), bearer(good)]);
  sent.setHeader("content-type", "application/json");
  sent.end("{}");
  expect(await promise).toBe(401);
});
