import { SignJWT } from "jose";

type Claims = { sub: string; role: string; email?: string | undefined };
export type Signing = { secret: string; issuer: string; audience: string };

/** A development token; it lasts twelve hours unless told. */
export function mintToken(
  { sub, role, email }: Claims,
  { secret, issuer, audience }: Signing,
  hours = 12,
): Promise<string> {
  return new SignJWT({ role, ...(email ? { email } : {}) })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000 + hours * 3600))
    .sign(new TextEncoder().encode(secret));
}
