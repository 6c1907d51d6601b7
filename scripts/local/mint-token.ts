import { SignJWT } from "jose";

type Claims = { sub: string; role: string; email?: string | undefined };
export type Signing = { secret: string; issuer: string; audience: string };

/** A development token that lasts twelve hours. */
export function mintToken(
  { sub, role, email }: Claims,
  { secret, issuer, audience }: Signing,
): Promise<string> {
  return new SignJWT({ role, ...(email ? { email } : {}) })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("12h")
    .sign(new TextEncoder().encode(secret));
}
