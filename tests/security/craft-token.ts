import { createHmac, type KeyObject, sign } from "node:crypto";
import { jwtSecret } from "../support/tokens.ts";

type Part = Record<string, unknown> | string;

const encode = (part: Part) =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");

export const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** The claims of a good token of a staff member, changed; a claim that is undefined is left out. */
export const claims = (change: Record<string, unknown> = {}) => ({
  sub: "staff-1",
  role: "staff",
  iss: "patientcare",
  aud: "patientcare-zoom",
  iat: secondsFromNow(0),
  exp: secondsFromNow(3600),
  ...change,
});

/** A token put together by hand, so that also impossible ones can be made. */
export function hmacToken(
  payload: Part = claims(),
  header: Part = {},
  { secret = jwtSecret, hash = "sha256" }: { secret?: string | Buffer; hash?: string } = {},
): string {
  const fullHeader = typeof header === "string" ? header : { alg: "HS256", typ: "JWT", ...header };
  const signed = `${encode(fullHeader)}.${encode(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`;
}

/** A token with a signature of the caller's making. */
export const signedAs = (header: Part, payload: Part, signature: string) =>
  `${encode(header)}.${encode(payload)}.${signature}`;

export function keyToken(
  key: KeyObject,
  header: { alg: "RS256" | "ES256" | "EdDSA"; kid?: string; [name: string]: unknown },
  payload: Part = claims(),
): string {
  const signed = `${encode({ typ: "JWT", ...header })}.${encode(payload)}`;
  const hash = header.alg === "EdDSA" ? null : "sha256";
  const signature = sign(hash, Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}
