import type { z } from "zod";
import { type Environment, readMountedSecrets } from "./config/environment.ts";
import { productionProblems } from "./config/production-problems.ts";
import { variables } from "./config/variables.ts";
import { secureDatabaseUrl, tlsProblem } from "./domain/database-tls.ts";

/** Zoom's own domains, each with its subdomains. */
const zoomHosts = ["zoom.us", "zoom.com", "zoomgov.com"];

export type Config = ReturnType<typeof checked>;

/** One message that names every missing or bad variable, never a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const list = problems.map((problem) => `  - ${problem}`).join("\n");
    super(
      `The service cannot start; set these variables in the environment or in .env (see .env.example):\n${list}`,
    );
    this.problems = problems;
  }
}

/**
 * Checks the variables, and reads those whose NAME_FILE names a file. An empty variable counts as not set.
 * @throws ConfigError
 */
export function readConfig(env: Environment): Config {
  const { given, unread, problems: fileProblems } = readMountedSecrets(env);
  const read = variables.safeParse(given);
  const issues = (read.error?.issues ?? []).filter(({ path }) => !unread.has(String(path[0])));
  const problems = [
    ...fileProblems,
    ...issues.map(sayIssue),
    ...togetherProblems({ given, unread, v: read.data ?? readGoodOnes(given) }),
  ];
  if (!read.success || problems.length > 0) throw new ConfigError(problems);
  return checked(read.data);
}

type Variables = z.output<typeof variables>;

/** So that one bad variable does not hide what is wrong with the others. */
function readGoodOnes(given: Record<string, unknown>): Partial<Variables> {
  const read = Object.entries(variables.shape).map(
    ([name, shape]) => [name, shape.safeParse(given[name]).data] as const,
  );
  return Object.fromEntries(read);
}

function sayIssue(issue: z.core.$ZodIssue): string {
  const missing = issue.code === "invalid_type" && issue.input === undefined;
  return `${issue.path.join(".")} ${missing ? "is missing" : issue.message}`;
}

type Together = { given: Record<string, string>; unread: ReadonlySet<string>; v: Partial<Variables> };

function togetherProblems({ given, unread, v }: Together): string[] {
  const problems: string[] = [];
  const authUnread = unread.has("AUTH_JWT_SECRET") || unread.has("AUTH_JWKS_URL");
  if (!authUnread && (given.AUTH_JWT_SECRET === undefined) === (given.AUTH_JWKS_URL === undefined)) {
    problems.push("AUTH_JWT_SECRET or AUTH_JWKS_URL must be set, exactly one of them");
  }
  const order = [v.ZOOM_TIMEOUT_SECONDS, v.SYNC_LEASE_SECONDS, v.SYNC_GRACE_SECONDS, v.SWEEP_HORIZON_SECONDS];
  const known = order.filter((value) => value !== undefined);
  if (known.some((value, index) => index > 0 && value <= (known[index - 1] ?? 0))) {
    problems.push(
      "ZOOM_TIMEOUT_SECONDS, SYNC_LEASE_SECONDS, SYNC_GRACE_SECONDS, SWEEP_HORIZON_SECONDS must each be longer than the one before",
    );
  }
  if (v.DATA_INDEX_KEY?.some((key) => v.DATA_ENCRYPTION_KEYS?.some(({ secret }) => key.equals(secret)))) {
    problems.push("DATA_INDEX_KEY must be another key than those of DATA_ENCRYPTION_KEYS");
  }
  for (const name of ["DATABASE_URL", "DATABASE_OWNER_URL"] as const) {
    const url = v[name];
    const insecure = url === undefined ? null : tlsProblem(url, v.DATABASE_TLS);
    if (insecure !== null) problems.push(`${name} ${insecure}`);
  }
  if (v.NODE_ENV !== "production") return problems;
  return [...problems, ...productionProblems(v, (name) => given[name] !== undefined || unread.has(name))];
}

const trimSlash = (url: string) => url.replace(/\/+$/, "");

function checked(v: Variables) {
  return {
    production: v.NODE_ENV === "production",
    port: v.PORT,
    host: v.HOST,
    publicUrl: v.PUBLIC_URL ? trimSlash(v.PUBLIC_URL) : null,
    databaseUrl: secureDatabaseUrl(v.DATABASE_URL, v.DATABASE_TLS),
    databaseOwnerUrl:
      v.DATABASE_OWNER_URL === undefined ? null : secureDatabaseUrl(v.DATABASE_OWNER_URL, v.DATABASE_TLS),
    zoom: {
      clientId: v.ZOOM_API_KEY,
      clientSecret: v.ZOOM_API_SECRET,
      accountId: v.ZOOM_ACCOUNT_ID,
      webhookSecrets: v.ZOOM_WEBHOOK_SECRET,
      apiUrl: trimSlash(v.ZOOM_API_URL),
      oauthUrl: v.ZOOM_OAUTH_URL,
      joinHosts: [...zoomHosts, ...v.ZOOM_JOIN_HOSTS],
      timeoutMs: v.ZOOM_TIMEOUT_SECONDS * 1000,
    },
    deploymentId: v.DEPLOYMENT_ID,
    sync: {
      leaseSeconds: v.SYNC_LEASE_SECONDS,
      graceSeconds: v.SYNC_GRACE_SECONDS,
      horizonSeconds: v.SWEEP_HORIZON_SECONDS,
      hostBufferMinutes: v.HOST_BUFFER_MINUTES,
    },
    auth: {
      secret: v.AUTH_JWT_SECRET ?? null,
      jwksUrl: v.AUTH_JWKS_URL ?? null,
      issuer: v.AUTH_ISSUER,
      audience: v.AUTH_AUDIENCE,
      maxTokenLifetimeMinutes: v.MAX_TOKEN_LIFETIME_MINUTES,
      clinicId: v.CLINIC_ID ?? null,
    },
    encryptionKeys: v.DATA_ENCRYPTION_KEYS,
    indexKeys: v.DATA_INDEX_KEY,
    joinWindow: {
      opensBeforeMinutes: v.LINK_OPENS_BEFORE_MINUTES,
      closesAfterMinutes: v.LINK_CLOSES_AFTER_MINUTES,
    },
    webhookToleranceSeconds: v.WEBHOOK_TOLERANCE_SECONDS,
    rateLimit: { perMinute: v.RATE_LIMIT_PER_MINUTE, store: v.RATE_LIMIT_STORE },
    trustedProxyHops: v.TRUSTED_PROXY_HOPS,
    corsOrigins: v.CORS_ORIGINS,
    ops: { port: v.OPS_PORT ?? null, host: v.OPS_HOST },
    drainSeconds: v.DRAIN_SECONDS,
    docs: v.DOCS === undefined ? v.NODE_ENV !== "production" : v.DOCS === "on",
    retentionDays: v.RETENTION_DAYS,
    accessLogDays: v.ACCESS_LOG_DAYS,
    retention: { deliveryBodyDays: v.DELIVERY_BODY_DAYS, personalDataDays: v.PERSONAL_DATA_DAYS },
    role: v.ROLE,
    defaultTimezone: v.DEFAULT_TIMEZONE,
    clinic: { name: v.CLINIC_NAME, phone: v.CLINIC_PHONE },
    logLevel: v.LOG_LEVEL,
  };
}
