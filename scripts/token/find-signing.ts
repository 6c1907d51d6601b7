import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandConfig } from "../config.ts";
import type { Signing } from "../local/mint-token.ts";

/**
 * How the running service's tokens are signed: with the environment's secret, else with the one `npm start` made.
 * @throws Error that says what to do when there is no secret
 */
export async function findSigning(config: CommandConfig): Promise<Signing> {
  const { issuer, audience } = config;
  if (config.jwtSecret) return { secret: config.jwtSecret, issuer, audience };
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
  return { secret: secretIn(text, file), issuer, audience };
}

function secretIn(text: string, file: string): string {
  try {
    const secret = JSON.parse(text).AUTH_JWT_SECRET;
    if (typeof secret === "string" && secret !== "") return secret;
  } catch {
    // Told below, like a file without the secret.
  }
  throw new Error(`${file} holds no AUTH_JWT_SECRET: restore it, or set AUTH_JWT_SECRET.`);
}
