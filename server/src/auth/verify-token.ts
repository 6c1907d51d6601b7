import { errors, type JWTPayload, jwtVerify } from "jose";
import type { Config } from "../config.ts";
import type { AuthFailure } from "../domain/auth-failures.ts";
import { DomainError } from "../domain/errors.ts";
import type { Log } from "../telemetry/log.ts";
import { createTokenKeys, type KeySet } from "./token-keys.ts";
import { Unauthenticated, unfit } from "./unauthenticated.ts";

export const skewSeconds = 30;

export interface Verifier {
  /** The keys that count now; what others verified has to be verified again. Null for a secret, which never changes. */
  currentKeys(): Promise<KeySet | null>;
  /** The claims of a token whose signature, issuer, audience and times are good. @throws DomainError */
  verify(token: string): Promise<{ payload: JWTPayload; keySet: KeySet | null }>;
}

/** Verifies by the secret (HS256) or by the keys of the key set: a token chooses no other algorithm. */
export function createVerifier(auth: Config["auth"], log: Log): Verifier {
  const claims = {
    issuer: auth.issuer,
    audience: auth.audience,
    clockTolerance: skewSeconds,
    requiredClaims: ["exp", "sub"],
  };
  if (auth.secret !== null) {
    const secret = new TextEncoder().encode(auth.secret);
    return {
      currentKeys: async () => null,
      async verify(token) {
        const result = await jwtVerify(token, secret, { ...claims, algorithms: ["HS256"] }).catch(refuse);
        return { payload: payloadOf(result), keySet: null };
      },
    };
  }
  const keys = createTokenKeys(auth.jwksUrl ?? "", log);
  return {
    currentKeys: keys.current,
    async verify(token) {
      let keySet: KeySet | null = null;
      const result = await jwtVerify(
        token,
        async (...named) => {
          const found = await keys.find(...named);
          keySet = found.keySet;
          return found.key;
        },
        { ...claims, algorithms: ["RS256", "ES256", "EdDSA"] },
      ).catch(refuse);
      return { payload: payloadOf(result), keySet };
    },
  };
}

function payloadOf({ payload, protectedHeader: { typ } }: Awaited<ReturnType<typeof jwtVerify>>): JWTPayload {
  const isAccessToken = typeof typ === "string" && /^(application\/)?(at\+)?jwt$/i.test(typ);
  if (typ === undefined || isAccessToken) return payload;
  throw new Unauthenticated("malformed", "The token is of another type");
}

function refuse(error: unknown): never {
  if (error instanceof DomainError) throw error;
  if (error instanceof errors.JWTExpired)
    throw new Unauthenticated("expired", "The token has expired: fetch a new one");
  if (error instanceof errors.JWTClaimValidationFailed)
    throw unfit(`The token's claim "${error.claim}" is missing or does not fit`);
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    throw new Unauthenticated("key", "The token does not name its key: set kid");
  const code = error instanceof errors.JOSEError ? error.code : "";
  throw new Unauthenticated(kindOf[code] ?? "malformed", "The token does not verify");
}

const kindOf: Record<string, AuthFailure> = {
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "signature",
  ERR_JWKS_NO_MATCHING_KEY: "key",
};
