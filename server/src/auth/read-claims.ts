import type { JWTPayload } from "jose";
import type { Config } from "../config.ts";
import { type Actor, roles } from "../domain/actor.ts";
import { canonicalEmail, isEmailAddress } from "../domain/email-address.ts";
import { Unauthenticated, unfit } from "./unauthenticated.ts";
import { skewSeconds } from "./verify-token.ts";

// The end of the year 9999: beyond it lie clients that count milliseconds.
const latestExpiry = 253_402_300_799;

/** A caller by the claims of a verified token. */
export interface Claims {
  actor: Actor;
  /** The token's own id, where it has one. */
  jti: string | null;
  /** When it ends, skew included, in milliseconds since 1970. */
  endsAt: number;
}

type Rules = Pick<Config["auth"], "maxTokenLifetimeMinutes" | "clinicId">;

/** @throws DomainError UNAUTHENTICATED for claims that are missing, do not fit or allow too much */
export function readClaims(payload: JWTPayload, rules: Rules): Claims {
  const endsAt = (requireLifetime(payload, rules) + skewSeconds) * 1000;
  if (rules.clinicId !== null && payload.clinic !== rules.clinicId) {
    throw new Unauthenticated("clinic", "The token is not of this clinic: check its claim clinic");
  }
  return { actor: { ...actorOf(payload), validUntil: new Date(endsAt) }, jti: jtiOf(payload), endsAt };
}

/** The end of the token in seconds since 1970. */
function requireLifetime({ exp, iat }: JWTPayload, { maxTokenLifetimeMinutes }: Rules): number {
  if (!Number.isSafeInteger(exp) || Number(exp) > latestExpiry) {
    throw unfit('The token\'s claim "exp" does not fit: it is the end in whole seconds since 1970');
  }
  const now = Date.now() / 1000;
  if (iat !== undefined && iat > now + skewSeconds) {
    throw unfit('The token\'s claim "iat" lies in the future: check the clock of its signer');
  }
  if (Number(exp) - (iat ?? now) > maxTokenLifetimeMinutes * 60) {
    const message = `The token lives longer than ${maxTokenLifetimeMinutes} minutes: fetch one with a shorter life, and with iat`;
    throw new Unauthenticated("lifetime", message);
  }
  return Number(exp);
}

function actorOf({ sub, role: raw, email: address, email_verified: verified }: JWTPayload): Actor {
  const role = roles.find((name) => typeof raw === "string" && name === raw.toLowerCase());
  if (!role) throw unfit('The token\'s claim "role" is missing or not known');
  if (typeof sub !== "string" || !/^\P{Cc}{1,200}$/u.test(sub) || sub.trim() === "") {
    throw unfit('The token\'s claim "sub" is missing or does not fit');
  }
  const email = isUsable(address) ? canonicalEmail(address) : null;
  if (!email && (role === "doctor" || role === "patient")) {
    throw unfit(`The token's claim "email" is missing or does not fit: a ${role} needs one`);
  }
  return { sub, role, email: isVerified(verified) ? email : null };
}

/** A token that cannot be named cannot be revoked. */
function jtiOf({ jti }: JWTPayload): string | null {
  if (jti === undefined) return null;
  if (typeof jti === "string" && /^\P{Cc}{1,200}$/u.test(jti)) return jti;
  throw unfit('The token\'s claim "jti" does not fit: it is a text of 1 to 200 characters');
}

// Identity providers write addresses that no mail would reach; quoted ones hold blanks.
const isUsable = (address: unknown): address is string =>
  typeof address === "string" && (/^\S+@\S+$/.test(address) || isEmailAddress(address));

// Some identity providers write the claim as text.
const isVerified = (claim: unknown): boolean => claim === undefined || claim === true || claim === "true";
