import type { EncryptionKey } from "../encryption.ts";

// 32 random bytes have fewer than 20 different ones about once in 10^14 keys; texts and repeated patterns often have.
const leastDistinctBytes = 20;
const leastSecretBytes = 16;
const leastDistinctCharacters = 8;

type Settings = {
  PUBLIC_URL?: string | undefined;
  ZOOM_API_URL?: string | undefined;
  ZOOM_OAUTH_URL?: string | undefined;
  AUTH_JWKS_URL?: string | undefined;
  AUTH_JWT_SECRET?: string | undefined;
  ZOOM_WEBHOOK_SECRET?: readonly string[] | undefined;
  DATA_ENCRYPTION_KEYS?: readonly EncryptionKey[] | undefined;
  DATA_INDEX_KEY?: Buffer[] | undefined;
};

/** One sentence for each setting that is too weak for production, never with its value. `isGiven`: also by an unreadable file. */
export function productionProblems(settings: Settings, isGiven: (name: string) => boolean): string[] {
  const problems = isGiven("PUBLIC_URL") ? [] : ["PUBLIC_URL is missing (required in production)"];
  for (const name of ["PUBLIC_URL", "ZOOM_API_URL", "ZOOM_OAUTH_URL", "AUTH_JWKS_URL"] as const) {
    const url = URL.parse(settings[name] ?? "");
    if (url?.protocol === "http:" && !isLoopback(url)) problems.push(`${name} must be https in production`);
  }
  const publicUrl = URL.parse(settings.PUBLIC_URL ?? "");
  if (publicUrl && !isLoopback(publicUrl)) problems.push(...leftAtDefault(isGiven));
  return [...problems, ...weakSecrets(settings)];
}

/** Tokens of another system under the same default name, and dates in a zone that nobody chose, are taken by accident. */
const leftAtDefault = (isGiven: (name: string) => boolean): string[] =>
  [
    ["AUTH_ISSUER", "name the issuer of your tokens"],
    ["DEFAULT_TIMEZONE", "name the clinic's zone, such as Europe/Berlin"],
  ].flatMap(([name = "", remedy]) =>
    isGiven(name) ? [] : [`${name} must be set in production where PUBLIC_URL is public: ${remedy}`],
  );

function weakSecrets(settings: Settings): string[] {
  const problems: string[] = [];
  const weak = (key: Buffer) => new Set(key).size < leastDistinctBytes;
  const remedy = "take random ones (openssl rand -base64 32)";
  if (settings.DATA_ENCRYPTION_KEYS?.some(({ secret }) => weak(secret))) {
    problems.push(`DATA_ENCRYPTION_KEYS holds a key of few different bytes: ${remedy}`);
  }
  if (settings.DATA_INDEX_KEY?.some(weak)) {
    problems.push(`DATA_INDEX_KEY is a key of few different bytes: ${remedy}`);
  }
  if (settings.AUTH_JWT_SECRET && new Set(settings.AUTH_JWT_SECRET).size < leastDistinctCharacters) {
    problems.push(`AUTH_JWT_SECRET has few different characters: ${remedy}`);
  }
  if (settings.ZOOM_WEBHOOK_SECRET?.some((secret) => Buffer.byteLength(secret) < leastSecretBytes)) {
    problems.push(
      `ZOOM_WEBHOOK_SECRET holds a secret of less than ${leastSecretBytes} bytes: copy the whole secret token of the app`,
    );
  }
  return problems;
}

const isLoopback = ({ hostname }: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
