import { resolve } from "node:path";

export type CommandConfig = {
  production: boolean;
  databaseUrl: string | null;
  /** DATABASE_TLS as it is written. */
  databaseTls: string | null;
  /** As it is written; the command that needs it checks it. */
  retentionDays: string | null;
  /** The keys of the data at rest, when the environment holds them. */
  encryptionKeys: string | null;
  /** The secret that signs callers' tokens, when the environment holds one. */
  jwtSecret: string | null;
  /** Callers' tokens are signed elsewhere. */
  usesJwks: boolean;
  issuer: string;
  audience: string;
  /** The folder in which `npm start` keeps its secrets, its database and its state. */
  dataFolder: string;
};

/** Reads the environment of the commands. An empty variable counts as not set. */
export const readCommandConfig = (env: NodeJS.ProcessEnv = process.env): CommandConfig => ({
  production: env.NODE_ENV === "production",
  databaseUrl: env.DATABASE_URL || null,
  databaseTls: env.DATABASE_TLS || null,
  retentionDays: env.RETENTION_DAYS || null,
  encryptionKeys: env.DATA_ENCRYPTION_KEYS || null,
  jwtSecret: env.AUTH_JWT_SECRET || null,
  usesJwks: Boolean(env.AUTH_JWKS_URL),
  issuer: env.AUTH_ISSUER || "patientcare",
  audience: env.AUTH_AUDIENCE || "patientcare-zoom",
  dataFolder: resolve(".data"),
});
