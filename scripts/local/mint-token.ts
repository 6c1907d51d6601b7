import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SignJWT } from "jose";
import type { CommandConfig } from "../config.ts";

type Claims = { sub: string; role: string; email?: string | undefined };
export type Signing = { secret: string; issuer: string; audience: string; clinicId?: string | null };

/** A development token; it is valid for twelve hours by default. */
export function mintToken(
  { sub, role, email }: Claims,
  { secret, issuer, audience, clinicId }: Signing,
  hours = 12,
): Promise<string> {
  return new SignJWT({ role, ...(email ? { email } : {}), ...(clinicId ? { clinic: clinicId } : {}) })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000 + hours * 3600))
    .sign(new TextEncoder().encode(secret));
}

/**
 * The signing of the running service: the environment's secret, else the one that `npm start` made.
 * @throws Error with the remedy when there is no secret
 */
export async function findSigning(config: CommandConfig): Promise<Signing> {
  const { issuer, audience, clinicId } = config;
  if (config.jwtSecret) return { secret: config.jwtSecret, issuer, audience, clinicId };
  if (config.usesJwks) {
    throw new Error("AUTH_JWKS_URL is set: tokens come from that issuer, and none can be made here.");
  }
  const file = join(config.dataFolder, "secrets.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      throw new Error("There is no secret to sign with yet: run npm start first, or set AUTH_JWT_SECRET.");
    }
    throw error;
  });
  return { secret: parseSecret(text, file), issuer, audience, clinicId };
}

function parseSecret(text: string, file: string): string {
  try {
    const secret = JSON.parse(text).AUTH_JWT_SECRET;
    if (typeof secret === "string" && secret !== "") return secret;
  } catch {
    // Reported below, like a file without the secret.
  }
  throw new Error(`${file} holds no AUTH_JWT_SECRET: restore it, or set AUTH_JWT_SECRET.`);
}
