import { hash } from "node:crypto";
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Config } from "../config.ts";
import { type Actor, roles } from "../domain/actor.ts";
import type { AuthFailure } from "../domain/auth-failures.ts";
import { canonicalEmail, isEmailAddress } from "../domain/email-address.ts";
import { DomainError } from "../domain/errors.ts";
import { createTokenKeys } from "./token-keys.ts";
import { Unauthenticated } from "./unauthenticated.ts";

const skewSeconds = 30;
const maxTokenBytes = 8_192;
const maxCachedTokens = 10_000;
// The end of the year 9999: beyond it lie clients that count milliseconds.
const latestExpiry = 253_402_300_799;

/** Reads `Authorization: Bearer <JWT>`. @throws DomainError UNAUTHENTICATED */
export type Authenticate = (authorization: string | undefined) => Promise<Actor>;

/** Verified tokens are kept by digest until they expire: signatures cost far more than a hash. */
export function createAuthenticate(auth: Config["auth"]): Authenticate {
  const verify = verifierFor(auth);
  const cached = new Map<string, { actor: Actor; until: number }>();

  return async (authorization) => {
    const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization ?? "")?.[1];
    if (!token) {
      const failure = authorization === undefined ? "missing" : "malformed";
      throw new Unauthenticated(failure, "The call carries no token: send Authorization: Bearer <JWT>");
    }
    if (token.length > maxTokenBytes) throw new Unauthenticated("too-long", "The token is too long");
    const digest = hash("sha256", token, "base64");
    const known = cached.get(digest);
    if (known && known.until > Date.now()) return known.actor;
    const payload = await verify(token);
    requireIssued(payload);
    const until = (expiryOf(payload) + skewSeconds) * 1000;
    const actor = { ...actorOf(payload), validUntil: new Date(until) };
    if (cached.size >= maxCachedTokens) cached.clear();
    cached.set(digest, { actor, until });
    return actor;
  };
}

function verifierFor(auth: Config["auth"]): (token: string) => Promise<JWTPayload> {
  const claims = {
    issuer: auth.issuer,
    audience: auth.audience,
    clockTolerance: skewSeconds,
    requiredClaims: ["exp", "sub"],
  };
  const verifyWith = async (token: string, key: Uint8Array | JWTVerifyGetKey, algorithms: string[]) => {
    try {
      const options = { ...claims, algorithms };
      const { payload, protectedHeader } =
        key instanceof Uint8Array
          ? await jwtVerify(token, key, options)
          : await jwtVerify(token, key, options);
      if (protectedHeader.typ !== undefined && !/^(application\/)?(at\+)?jwt$/i.test(protectedHeader.typ)) {
        throw new Unauthenticated("malformed", "The token is of another type");
      }
      return payload;
    } catch (error) {
      throw error instanceof DomainError ? error : toAuthError(error);
    }
  };
  if (auth.secret !== null) {
    const secret = new TextEncoder().encode(auth.secret);
    return (token) => verifyWith(token, secret, ["HS256"]);
  }
  const keys = createTokenKeys(auth.jwksUrl ?? "");
  return (token) => verifyWith(token, keys, ["RS256", "ES256", "EdDSA"]);
}

function toAuthError(error: unknown): DomainError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ERR_JWT_EXPIRED")
    return new Unauthenticated("expired", "The token has expired: fetch a new one");
  if (code === "ERR_JWT_CLAIM_VALIDATION_FAILED" && error instanceof Error && "claim" in error) {
    return unfit(`The token's claim "${String(error.claim)}" is missing or does not fit`);
  }
  if (code === "ERR_JWKS_MULTIPLE_MATCHING_KEYS")
    return new Unauthenticated("key", "The token does not name its key: set kid");
  return new Unauthenticated(kindOf[code] ?? "malformed", "The token does not verify");
}

function expiryOf({ exp }: JWTPayload): number {
  if (Number.isSafeInteger(exp) && Number(exp) <= latestExpiry) return Number(exp);
  throw unfit('The token\'s claim "exp" does not fit: it is the end in whole seconds since 1970');
}

function requireIssued({ iat }: JWTPayload): void {
  if (iat === undefined || iat <= Date.now() / 1000 + skewSeconds) return;
  throw unfit('The token\'s claim "iat" lies in the future: check the clock of who signs it');
}

function actorOf({ sub, role: raw, email: address }: JWTPayload): Actor {
  const role = roles.find((name) => typeof raw === "string" && name === raw.toLowerCase());
  if (!role) throw unfit('The token\'s claim "role" is missing or not known');
  if (typeof sub !== "string" || !/^\P{Cc}{1,200}$/u.test(sub) || sub.trim() === "") {
    throw unfit('The token\'s claim "sub" is missing or does not fit');
  }
  const email = isUsable(address) ? canonicalEmail(address) : null;
  if (!email && (role === "doctor" || role === "patient")) {
    throw unfit(`The token's claim "email" is missing or does not fit: a ${role} needs one`);
  }
  return { sub, role, email };
}

// Identity providers write addresses that no mail would reach; quoted ones hold blanks.
const isUsable = (address: unknown): address is string =>
  typeof address === "string" && (/^\S+@\S+$/.test(address) || isEmailAddress(address));

const kindOf: Record<string, AuthFailure> = {
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "signature",
  ERR_JWKS_NO_MATCHING_KEY: "key",
};

const unfit = (message: string) => new Unauthenticated("claim", message);
