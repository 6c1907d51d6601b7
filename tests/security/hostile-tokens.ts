import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { jwtSecret } from "../support/tokens.ts";
import { claims, hmacToken, keyToken, secondsFromNow, signedAs } from "./craft-token.ts";

type Named = [name: string, token: string];
type Part = Record<string, unknown> | string;

const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const strangersCurve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

/** Values that no claim of a token may have. */
const oddValues: [string, unknown][] = [
  ["null", null],
  ["true", true],
  ["a list", []],
  ["an object", {}],
  ["an empty text", ""],
  ["blanks", "   "],
  ["a line break", "a\nb"],
  ["a NUL", "a\u0000"],
  ["a list of texts", ["staff", "admin"]],
  ["an object with a getter's name", { toString: "staff" }],
  ["a prototype's name", "__proto__"],
  ["a path", "../../etc/passwd"],
  ["SQL", "' or 1=1 --"],
  ["a very long text", "x".repeat(1_000)],
];

// What is odd for one claim may be allowed in another: a program may be named by a path.
const claimsWithOddValues: [claim: string, isAllowed: (value: unknown) => boolean, rest: object][] = [
  ["iss", () => false, {}],
  ["aud", () => false, {}],
  ["exp", () => false, {}],
  ["nbf", () => false, {}],
  ["iat", () => false, {}],
  ["sub", (value) => typeof value === "string" && /^\P{Cc}{1,200}$/u.test(value) && value.trim() !== "", {}],
  ["role", () => false, {}],
  ["email", () => false, { role: "doctor" }],
  ["jti", (value) => typeof value === "string" && /^\P{Cc}{1,200}$/u.test(value), {}],
  ["clinic", () => false, {}],
];

const times: Record<string, unknown>[] = [
  { exp: 0 },
  { exp: -1 },
  { exp: secondsFromNow(-31) },
  { exp: secondsFromNow(3600) + 0.5 },
  { exp: Date.now() + 3_600_000 },
  { exp: String(secondsFromNow(3600)) },
  { exp: Number.MAX_SAFE_INTEGER },
  { exp: secondsFromNow(24 * 3600 + 60) },
  { exp: secondsFromNow(366 * 24 * 3600) },
  { exp: 253_402_300_799 },
  { exp: secondsFromNow(3600), iat: secondsFromNow(-24 * 3600) },
  { exp: secondsFromNow(3600), iat: 0 },
  { exp: secondsFromNow(3600), iat: -1e15 },
  { exp: secondsFromNow(25 * 3600), iat: undefined },
  { exp: 253_402_300_799, iat: undefined },
  { iat: secondsFromNow(60) },
  { nbf: secondsFromNow(60) },
];

const unusualHeaders: Part[] = [
  ...[
    "none",
    "None",
    "NONE",
    "nOnE",
    "",
    " ",
    "HS256 ",
    "hs256",
    "HS256\u0000",
    "HS1",
    "HS384",
    "HS512",
    "RS1",
  ],
  ...["RS256", "RS384", "PS256", "ES256", "ES256K", "ES512", "EdDSA", "Ed25519", "dir", "A128KW", "RSA-OAEP"],
].map((alg) => ({ alg }));

const headerExtras: Record<string, unknown>[] = [
  { alg: ["HS256"] },
  { alg: null },
  { alg: undefined },
  { alg: { toString: "HS256" } },
  { crit: ["exp"] },
  { crit: [] },
  { crit: "exp" },
  { crit: ["b64"], b64: false },
  { crit: ["http://example.com/x"], "http://example.com/x": true },
  { b64: false, crit: ["b64", "b64"] },
  { typ: "logout+jwt" },
  { typ: "dpop+jwt" },
  { typ: "secevent+jwt" },
  { typ: "JOSE" },
  { typ: "jwt2" },
  { typ: "" },
  { typ: 5 },
  { typ: ["JWT"] },
  { typ: "application/json" },
];

/** Changes of the text of a good token: none of them may stand for it. */
function mutationsOf(good: string): Named[] {
  const [header = "", payload = "", signature = ""] = good.split(".");
  const bytes = Buffer.from(signature, "base64url");
  const flips = Array.from(bytes, (_, index): Named => {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
    return [`signature, byte ${index} changed`, `${header}.${payload}.${changed.toString("base64url")}`];
  });
  const cuts = [0, 1, 8, 16, bytes.length - 1].map(
    (length): Named => [
      `signature cut to ${length} bytes`,
      `${header}.${payload}.${bytes.subarray(0, length).toString("base64url")}`,
    ],
  );
  const texts: Named[] = [
    header,
    `${header}.${payload}`,
    `${good}.${signature}`,
    `${good}.${payload}.${signature}`,
    `${header}..${signature}`,
    `.${payload}.${signature}`,
    `${header}.${payload}.`,
    `${payload}.${header}.${signature}`,
    `${good}=`,
    `${good}==`,
    `${good}AAAA`,
    `${header}=.${payload}.${signature}`,
    ` ${good}`,
    `${good} ${good}`,
    `${good},${good}`,
    `"${good}"`,
    `${good}#`,
    `${good}%00`,
    `${header}.${payload}.${Buffer.alloc(bytes.length).toString("base64url")}`,
    `${header}.${payload}.${Buffer.alloc(bytes.length, 255).toString("base64url")}`,
  ].map((token, index): Named => [`text ${index}`, token]);
  const foreignPayload = Buffer.from(JSON.stringify(claims({ role: "admin" }))).toString("base64url");
  return [...flips, ...cuts, ...texts, ["another payload", `${header}.${foreignPayload}.${signature}`]];
}

/** Claims that are wrong, each signed as good tokens are. */
function wrongClaims(sign: (payload: Part) => string): Named[] {
  const odd = claimsWithOddValues.flatMap(([claim, isAllowed, rest]) =>
    [["nothing", undefined] as [string, unknown], ...oddValues]
      .filter(([name, value]) => !isAllowed(value) && !(name === "nothing" && /^(nbf|iat|jti)$/.test(claim)))
      .map(
        ([name, value]): Named => [
          `${claim}: ${name}`,
          sign(claims({ clinic: "clinic-1", email: "ada@clinic.example", ...rest, [claim]: value })),
        ],
      ),
  );
  const wrong = [
    ...times,
    { iss: "somebody" },
    { iss: "PatientCare" },
    { iss: "patientcare " },
    { aud: "patientcare-billing" },
    { aud: ["patientcare", "zoom"] },
    { aud: "patientcare-zoom-2" },
    { role: "superuser" },
    { role: "admin " },
    { role: "staff,admin" },
    { role: "constructor" },
    { clinic: "clinic-2" },
    { clinic: "CLINIC-1" },
    { clinic: ["clinic-1"] },
    { clinic: undefined },
  ].map((change): Named => [JSON.stringify(change), sign(claims({ clinic: "clinic-1", ...change }))]);
  const payloads = ["", "null", "[]", '"staff"', "7", "{", "not json", "\u0000"].map(
    (payload): Named => [`payload ${JSON.stringify(payload)}`, sign(payload)],
  );
  return [...odd, ...wrong, ...payloads];
}

/** Tokens that a service with AUTH_JWT_SECRET and CLINIC_ID clinic-1 must refuse. */
export function hostileToSecret(): Named[] {
  const good = claims({ clinic: "clinic-1" });
  const headers = [...unusualHeaders, ...headerExtras].map(
    (header): Named => [`header ${JSON.stringify(header)}`, hmacToken(good, header)],
  );
  const unsigned = unusualHeaders.map(
    (header): Named => [`unsigned ${JSON.stringify(header)}`, signedAs(header, good, "AA")],
  );
  const secrets = [
    "",
    "secret",
    "null",
    "undefined",
    jwtSecret.slice(0, 32),
    `${jwtSecret} `,
    jwtSecret.toUpperCase(),
  ];
  const kids = [
    "../../dev/null",
    "/dev/null",
    "' union select 'secret' --",
    "|id",
    "\u0000",
    "x".repeat(5_000),
  ];
  return [
    ...mutationsOf(hmacToken(good)),
    ...wrongClaims((payload) => hmacToken(payload)),
    ...headers,
    ...unsigned,
    ...secrets.map((secret): Named => [`secret ${secret}`, hmacToken(good, {}, { secret })]),
    ...secrets.flatMap((secret) =>
      kids.map((kid): Named => [`kid ${kid.slice(0, 20)}, ${secret}`, hmacToken(good, { kid }, { secret })]),
    ),
    ["signed by a key of the sender's", keyToken(stranger, { alg: "RS256" }, good)],
    ["signed by a curve of the sender's", keyToken(strangersCurve, { alg: "ES256" }, good)],
  ];
}

/** Tokens that a service with AUTH_JWKS_URL and CLINIC_ID clinic-1 must refuse. `elsewhere` is an address of the sender's. */
export function hostileToKeys(key: KeyObject, kid: string, elsewhere: string): Named[] {
  const good = claims({ clinic: "clinic-1" });
  const publicKey = createPublicKey(key);
  const jwk = publicKey.export({ format: "jwk" });
  const strangersJwk = createPublicKey(stranger).export({ format: "jwk" });
  const asSecret: [string, string | Buffer][] = [
    ["PEM", publicKey.export({ type: "spki", format: "pem" })],
    ["trimmed PEM", String(publicKey.export({ type: "spki", format: "pem" })).trim()],
    ["PKCS1", publicKey.export({ type: "pkcs1", format: "pem" })],
    ["DER", publicKey.export({ type: "spki", format: "der" })],
    ["JWK", JSON.stringify(jwk)],
    ["n", String(jwk.n)],
    ["bytes of n", Buffer.from(String(jwk.n), "base64url")],
    ["kid", kid],
    ["nothing", ""],
  ];
  const confused = asSecret.flatMap(([name, secret]) =>
    ["HS256", "RS256", "none"].map(
      (alg): Named => [`HMAC by ${name} as ${alg}`, hmacToken(good, { alg, kid }, { secret })],
    ),
  );
  const pointers: Record<string, unknown>[] = [
    { jku: elsewhere },
    { x5u: elsewhere },
    { jwk: strangersJwk },
    { x5c: [publicKey.export({ type: "spki", format: "der" }).toString("base64")] },
    { jku: elsewhere, jwk: strangersJwk, x5u: elsewhere },
  ];
  const forged = [kid, undefined, "other", "", "../keys", elsewhere].flatMap((named) =>
    [{}, ...pointers].flatMap((extra, index): Named[] => [
      [
        `RSA of the sender's, kid ${named}, ${index}`,
        keyToken(stranger, { alg: "RS256", kid: named, ...extra }, good),
      ],
      [
        `curve of the sender's, kid ${named}, ${index}`,
        keyToken(strangersCurve, { alg: "ES256", kid: named, ...extra }, good),
      ],
    ]),
  );
  return [
    ...mutationsOf(keyToken(key, { alg: "RS256", kid }, good)),
    ...wrongClaims((payload) => keyToken(key, { alg: "RS256", kid }, payload)),
    ...confused,
    ...forged,
  ];
}
