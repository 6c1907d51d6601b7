import { createHash } from "node:crypto";
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Config } from "./config.ts";
import { type Actor, roles } from "./domain/actor.ts";
import { DomainError } from "./domain/errors.ts";

const skewSeconds = 30;
const longestTokenBytes = 8_192;
const mostKeptTokens = 10_000;

/** Reads `Authorization: Bearer <JWT>`. @throws DomainError UNAUTHENTICATED */
export type Authenticate = (authorization: string | undefined) => Promise<Actor>;

/** Verified tokens are kept by digest until they expire: signatures cost far more than a hash. */
export function createAuthenticate(auth: Config["auth"]): Authenticate {
  const verify = verifierFor(auth);
  const kept = new Map<string, { actor: Actor; until: number }>();

  return async (authorization) => {
    const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization ?? "")?.[1];
    if (!token) throw refusal("The call carries no token: send Authorization: Bearer <JWT>");
    if (token.length > longestTokenBytes) throw refusal("The token is too long");
    const digest = createHash("sha256").update(token).digest("base64");
    const known = kept.get(digest);
    if (known && known.until > Date.now()) return known.actor;
    const payload = await verify(token);
    const actor = actorOf(payload);
    if (kept.size >= mostKeptTokens) kept.clear();
    kept.set(digest, { actor, until: ((payload.exp ?? 0) + skewSeconds) * 1000 });
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
        throw refusal("The token is of another type");
      }
      return payload;
    } catch (error) {
      throw error instanceof DomainError ? error : sayWhy(error);
    }
  };
  if (auth.secret !== null) {
    const secret = new TextEncoder().encode(auth.secret);
    return (token) => verifyWith(token, secret, ["HS256"]);
  }
  const keys = createRemoteJWKSet(new URL(auth.jwksUrl ?? ""), {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
  });
  return (token) => verifyWith(token, keys, ["RS256", "ES256", "EdDSA"]);
}

function sayWhy(error: unknown): DomainError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ERR_JWKS_TIMEOUT" || error instanceof TypeError || code === "ERR_JOSE_GENERIC") {
    return new DomainError(
      "SERVICE_UNAVAILABLE",
      "The keys that sign tokens cannot be fetched now; try again soon",
    );
  }
  if (code === "ERR_JWT_EXPIRED") return refusal("The token has expired: fetch a new one");
  if (code === "ERR_JWT_CLAIM_VALIDATION_FAILED" && error instanceof Error && "claim" in error) {
    return refusal(`The token's claim "${String(error.claim)}" is missing or does not fit`);
  }
  return refusal("The token does not verify");
}

function actorOf(payload: JWTPayload): Actor {
  const role = roles.find((name) => name === String(payload.role).toLowerCase());
  if (!role) throw refusal('The token\'s claim "role" is missing or not known');
  const sub = payload.sub;
  if (typeof sub !== "string" || sub === "" || sub.length > 200) {
    throw refusal('The token\'s claim "sub" is missing or does not fit');
  }
  const email =
    typeof payload.email === "string" && payload.email !== "" ? payload.email.toLowerCase() : null;
  if (!email && (role === "doctor" || role === "patient")) {
    throw refusal(`The token's claim "email" is missing: a ${role} needs one`);
  }
  return { sub, role, email };
}

const refusal = (message: string) => new DomainError("UNAUTHENTICATED", message);
