import { SignJWT } from "jose";
import type { Signing } from "../local/mint-token.ts";
import type { Claims } from "./claims-for.ts";

export const signToken = (
  { sub, role, email }: Claims,
  { secret, issuer, audience }: Signing,
  hours: number,
): Promise<string> =>
  new SignJWT({ role, ...(email && { email }) })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000 + hours * 3600))
    .sign(new TextEncoder().encode(secret));
