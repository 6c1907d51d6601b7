import { resolve } from "node:path";

export type CommandConfig = {
  databaseUrl: string | null;
  /** As it is written; whoever needs it checks it. */
  retentionDays: string | null;
  /** What opens the data at rest, where the environment holds it. */
  encryptionKeys: string | null;
  /** The secret callers' tokens are signed with, where the environment holds one. */
  jwtSecret: string | null;
  /** Callers' tokens are signed by somebody else. */
  usesJwks: boolean;
  issuer: string;
  audience: string;
  /** Where `npm start` keeps its secrets, its database and its state. */
  dataFolder: string;
};

/** What the commands read of the environment. An empty variable counts as not set. */
export const readCommandConfig = (env: NodeJS.ProcessEnv = process.env): CommandConfig => ({
  databaseUrl: env.DATABASE_URL || null,
  retentionDays: env.RETENTION_DAYS || null,
  encryptionKeys: env.DATA_ENCRYPTION_KEYS || null,
  jwtSecret: env.AUTH_JWT_SECRET || null,
  usesJwks: Boolean(env.AUTH_JWKS_URL),
  issuer: env.AUTH_ISSUER || "patientcare",
  audience: env.AUTH_AUDIENCE || "patientcare-zoom",
  dataFolder: resolve(".data"),
});
