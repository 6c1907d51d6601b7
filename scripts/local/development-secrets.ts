import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";

const makers = {
  AUTH_JWT_SECRET: () => randomBytes(32).toString("base64url"),
  DATA_ENCRYPTION_KEYS: () => `local:${randomBytes(32).toString("base64")}`,
  DATA_INDEX_KEY: () => randomBytes(32).toString("base64"),
  ZOOM_API_KEY: () => randomBytes(12).toString("base64url"),
  ZOOM_API_SECRET: () => randomBytes(24).toString("base64url"),
  ZOOM_ACCOUNT_ID: () => randomBytes(12).toString("base64url"),
  ZOOM_WEBHOOK_SECRET: () => randomBytes(24).toString("base64url"),
};

export type DevelopmentSecrets = Record<keyof typeof makers, string>;

/** Made once and stored: data encrypted with them must open at the next start. */
export async function developmentSecrets(file: string): Promise<DevelopmentSecrets> {
  const stored = await readStored(file);
  const entries = Object.entries(makers).map(([name, make]) => [name, stored[name] ?? make()]);
  const secrets: DevelopmentSecrets = Object.fromEntries(entries);
  if (Object.keys(makers).some((name) => stored[name] === undefined)) {
    await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return secrets;
}

async function readStored(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `${file} is not readable JSON. Restore it; or delete it together with the database, which only it opens`,
    );
  }
}
