import { hash } from "node:crypto";
import type { Config } from "../config.ts";
import type { Actor } from "../domain/actor.ts";
import type { Log } from "../telemetry/log.ts";
import { type Claims, readClaims } from "./read-claims.ts";
import type { KeySet } from "./token-keys.ts";
import { Unauthenticated } from "./unauthenticated.ts";
import { createVerifier } from "./verify-token.ts";

const maxTokenBytes = 8_192;
const maxCachedTokens = 10_000;
const maxCacheMs = 2 * 60_000;

/** Reads `Authorization: Bearer <JWT>`. @throws DomainError UNAUTHENTICATED, SERVICE_UNAVAILABLE */
export type Authenticate = (authorization: string | undefined) => Promise<Actor>;

interface Surroundings {
  log: Log;
  /** Whether the permission of a caller, or of one token, was taken back. */
  isRevoked(sub: string, jti: string | null): boolean;
}

interface CachedToken extends Pick<Claims, "actor" | "jti"> {
  keySet: KeySet | null;
  until: number;
}

/**
 * Verified tokens are cached by digest for two minutes at most, since signatures cost far more than a hash. What is cached
 * counts for the key set that verified it, and for no other.
 */
export function createAuthenticate(auth: Config["auth"], { log, isRevoked }: Surroundings): Authenticate {
  const { currentKeys, verify } = createVerifier(auth, log);
  const cached = new Map<string, CachedToken>();

  const readToken = async (token: string): Promise<CachedToken> => {
    const { payload, keySet } = await verify(token);
    const { actor, jti, endsAt } = readClaims(payload, auth);
    return { actor, jti, keySet, until: Math.min(endsAt, Date.now() + maxCacheMs) };
  };

  return async (authorization) => {
    const token = bearerOf(authorization);
    const digest = hash("sha256", token, "base64");
    let known = cached.get(digest);
    const holds = known && known.until > Date.now() && known.keySet === (await currentKeys());
    if (!known || !holds) {
      cached.delete(digest);
      known = await readToken(token);
      if (cached.size >= maxCachedTokens) cached.clear();
      cached.set(digest, known);
    }
    if (isRevoked(known.actor.sub, known.jti)) {
      throw new Unauthenticated("revoked", "The permission of this caller was taken back: ask the clinic");
    }
    return known.actor;
  };
}

function bearerOf(authorization: string | undefined): string {
  const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization ?? "")?.[1];
  if (!token) {
    const failure = authorization === undefined ? "missing" : "malformed";
    throw new Unauthenticated(failure, "The call carries no token: send Authorization: Bearer <JWT>");
  }
  if (token.length > maxTokenBytes) throw new Unauthenticated("too-long", "The token is too long");
  return token;
}
