import { resolve } from "node:path";
import {
  type Environment,
  readEnvironment,
  readMountedSecrets,
} from "@patientcare/zoom-server/config/environment.ts";
import { misspeltNames } from "@patientcare/zoom-server/config/misspelt-names.ts";

export type CommandConfig = {
  production: boolean;
  databaseUrl: string | null;
  /** DATABASE_OWNER_URL as it is written. */
  databaseOwnerUrl: string | null;
  /** DATABASE_TLS as it is written. */
  databaseTls: string | null;
  /** As it is written; the command that needs it checks it. */
  retentionDays: string | null;
  /** ACCESS_LOG_DAYS as it is written. */
  accessLogDays: string | null;
  /** The keys of the data at rest, when the environment holds them. */
  encryptionKeys: string | null;
  /** The key of hashes, of the index of e-mails and of the access log's heads, as it is written. */
  indexKey: string | null;
  /** The secret that signs callers' tokens, when the environment holds one. */
  jwtSecret: string | null;
  /** Callers' tokens are signed elsewhere. */
  usesJwks: boolean;
  issuer: string;
  audience: string;
  /** The clinic of the tokens; null where the claim is ignored. */
  clinicId: string | null;
  /** As it is written; the command that needs it checks it. */
  maxTokenLifetimeMinutes: string | null;
  /** The folder in which `npm start` keeps its secrets, its database and its state. */
  dataFolder: string;
};

/**
 * The settings of the commands, from the environment over the `.env` of this folder; says which names look misspelt. An
 * empty variable counts as not set. @throws Error that names each variable whose file cannot be read
 */
export function readCommandConfig(env: Environment = readEnvironment()): CommandConfig {
  for (const warning of misspeltNames(env)) console.error(warning);
  const { given, problems } = readMountedSecrets(env);
  if (problems.length > 0) throw new Error(`${problems.join("; ")} (see .env.example)`);
  return {
    production: given.NODE_ENV === "production",
    databaseUrl: given.DATABASE_URL ?? null,
    databaseOwnerUrl: given.DATABASE_OWNER_URL ?? null,
    databaseTls: given.DATABASE_TLS ?? null,
    retentionDays: given.RETENTION_DAYS ?? null,
    accessLogDays: given.ACCESS_LOG_DAYS ?? null,
    encryptionKeys: given.DATA_ENCRYPTION_KEYS ?? null,
    indexKey: given.DATA_INDEX_KEY ?? null,
    jwtSecret: given.AUTH_JWT_SECRET ?? null,
    usesJwks: given.AUTH_JWKS_URL !== undefined,
    issuer: given.AUTH_ISSUER ?? "patientcare",
    audience: given.AUTH_AUDIENCE ?? "patientcare-zoom",
    clinicId: given.CLINIC_ID ?? null,
    maxTokenLifetimeMinutes: given.MAX_TOKEN_LIFETIME_MINUTES ?? null,
    dataFolder: resolve(".data"),
  };
}
