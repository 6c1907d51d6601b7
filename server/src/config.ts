import { z } from "zod";
import { secureDatabaseUrl, tlsProblem } from "./domain/database-tls.ts";
import { isTimeZone } from "./domain/time-zone.ts";
import type { EncryptionKey } from "./encryption.ts";

const key32 = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 32 && bytes.toString("base64") === text ? bytes : null;
};
const wholeFrom = (least: number, fallback: number, most = 1_000_000) =>
  z
    .string()
    .regex(/^\d{1,7}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))
    .default(fallback);
const httpUrl = z.string().refine((text) => {
  const url = /\s/.test(text) ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}, "must be an http(s) URL without spaces, user name and password");
// Paths are put behind it.
const httpBase = httpUrl.refine((text) => !/[?#]/.test(text), "must hold neither ? nor #");
const token = z.string().regex(/^[!-~]+$/, "must be one word without spaces");
const listOf = (text: string) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
const secretsList = z
  .string()
  .transform(listOf)
  .refine((list) => list.length > 0, "must hold at least one secret");

/** Zoom's own domains, each with its subdomains. */
const zoomHosts = ["zoom.us", "zoom.com", "zoomgov.com"];

/** Every variable the service reads; `.env.example` holds the same names. */
export const variables = z.object({
  NODE_ENV: z
    .enum(["development", "test", "production"], "must be development, test or production")
    .default("development"),
  PORT: wholeFrom(0, 3000, 65_535),
  HOST: token.default("127.0.0.1"),
  PUBLIC_URL: httpBase.optional(),
  DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ""), "must be a postgres:// URL"),
  DATABASE_TLS: z.enum(["required", "off"], "must be required or off").optional(),
  ZOOM_API_KEY: token,
  ZOOM_API_SECRET: token,
  ZOOM_ACCOUNT_ID: token,
  ZOOM_WEBHOOK_SECRET: secretsList,
  ZOOM_API_URL: httpBase.default("https://api.zoom.us/v2"),
  ZOOM_OAUTH_URL: httpUrl.default("https://zoom.us/oauth/token"),
  ZOOM_JOIN_HOSTS: z
    .string()
    .transform((text) => listOf(text.toLowerCase()))
    .refine(
      (hosts) => hosts.every((host) => /^(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host)),
      "must be names of hosts such as zoom-x.de, comma separated",
    )
    .default([]),
  DEPLOYMENT_ID: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, "must be 1 to 32 lower-case letters, digits or -")
    .default("default"),
  ZOOM_TIMEOUT_SECONDS: wholeFrom(1, 10),
  SYNC_LEASE_SECONDS: wholeFrom(1, 30),
  SYNC_GRACE_SECONDS: wholeFrom(1, 40),
  SWEEP_HORIZON_SECONDS: wholeFrom(1, 900),
  HOST_BUFFER_MINUTES: wholeFrom(0, 0, 1440),
  AUTH_JWT_SECRET: z
    .string()
    .refine((text) => Buffer.byteLength(text, "utf8") >= 32, "must be at least 32 bytes long")
    .optional(),
  AUTH_JWKS_URL: httpUrl.optional(),
  AUTH_ISSUER: z.string().default("patientcare"),
  AUTH_AUDIENCE: z.string().default("patientcare-zoom"),
  DATA_ENCRYPTION_KEYS: z.string().transform((text, context): EncryptionKey[] => {
    const keys = listOf(text).map((part) => {
      const [id = "", ...rest] = part.split(":");
      return { id, secret: key32(rest.join(":")) };
    });
    const good = keys.filter(
      (key): key is EncryptionKey => key.secret !== null && /^[A-Za-z0-9_-]{1,32}$/.test(key.id),
    );
    if (
      good.length === 0 ||
      good.length < keys.length ||
      new Set(good.map((key) => key.id)).size < good.length
    ) {
      context.addIssue(
        "must be kid:base64(32 bytes), comma separated, each kid once (openssl rand -base64 32)",
      );
      return z.NEVER;
    }
    return good;
  }),
  DATA_INDEX_KEY: z.string().transform((text, context): Buffer => {
    const key = key32(text);
    if (key) return key;
    context.addIssue("must be base64 of 32 bytes (openssl rand -base64 32)");
    return z.NEVER;
  }),
  LINK_OPENS_BEFORE_MINUTES: wholeFrom(0, 15, 1440),
  LINK_CLOSES_AFTER_MINUTES: wholeFrom(0, 30, 1440),
  WEBHOOK_TOLERANCE_SECONDS: wholeFrom(1, 7200),
  RATE_LIMIT_PER_MINUTE: wholeFrom(1, 600),
  RATE_LIMIT_STORE: z.enum(["memory", "postgres"], "must be memory or postgres").default("memory"),
  TRUSTED_PROXY_HOPS: wholeFrom(0, 0, 16),
  RETENTION_DAYS: wholeFrom(1, 30, 36_500),
  ROLE: z.enum(["all", "web", "worker"], "must be all, web or worker").default("all"),
  DEFAULT_TIMEZONE: z.string().refine(isTimeZone, "must be an IANA time zone").default("UTC"),
  CLINIC_NAME: z.string().default("PatientCare"),
  CLINIC_PHONE: z.string().default(""),
  LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "must be a pino level, such as info",
    )
    .default("info"),
});

export type Config = ReturnType<typeof checked>;

/** One message that names every missing or bad variable, never a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const list = problems.map((problem) => `  - ${problem}`).join("\n");
    super(`The service cannot start; set these environment variables (see .env.example):\n${list}`);
    this.problems = problems;
  }
}

/** Reads and checks the environment. An empty variable counts as not set. @throws ConfigError */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const read = variables.safeParse(given);
  const problems = [
    ...(read.error?.issues ?? []).map(sayIssue),
    ...togetherProblems(given, read.data ?? readGoodOnes(given)),
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

function togetherProblems(given: Record<string, unknown>, v: Partial<Variables>): string[] {
  const problems: string[] = [];
  if ((given.AUTH_JWT_SECRET === undefined) === (given.AUTH_JWKS_URL === undefined)) {
    problems.push("AUTH_JWT_SECRET or AUTH_JWKS_URL must be set, exactly one of them");
  }
  const order = [v.ZOOM_TIMEOUT_SECONDS, v.SYNC_LEASE_SECONDS, v.SYNC_GRACE_SECONDS, v.SWEEP_HORIZON_SECONDS];
  const known = order.filter((value) => value !== undefined);
  if (known.some((value, index) => index > 0 && value <= (known[index - 1] ?? 0))) {
    problems.push(
      "ZOOM_TIMEOUT_SECONDS, SYNC_LEASE_SECONDS, SYNC_GRACE_SECONDS, SWEEP_HORIZON_SECONDS must each be longer than the one before",
    );
  }
  if (v.DATA_INDEX_KEY && v.DATA_ENCRYPTION_KEYS?.some(({ secret }) => v.DATA_INDEX_KEY?.equals(secret))) {
    problems.push("DATA_INDEX_KEY must be another key than those of DATA_ENCRYPTION_KEYS");
  }
  const insecure = v.DATABASE_URL === undefined ? null : tlsProblem(v.DATABASE_URL, v.DATABASE_TLS);
  if (insecure !== null) problems.push(`DATABASE_URL ${insecure}`);
  if (v.NODE_ENV !== "production") return problems;
  if (given.PUBLIC_URL === undefined) problems.push("PUBLIC_URL is missing (required in production)");
  for (const name of ["PUBLIC_URL", "ZOOM_API_URL", "ZOOM_OAUTH_URL", "AUTH_JWKS_URL"] as const) {
    const url = URL.parse(v[name] ?? "");
    if (url?.protocol === "http:" && !isLoopback(url)) problems.push(`${name} must be https in production`);
  }
  return problems;
}

const isLoopback = ({ hostname }: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
const trimSlash = (url: string) => url.replace(/\/+$/, "");

function checked(v: Variables) {
  return {
    production: v.NODE_ENV === "production",
    port: v.PORT,
    host: v.HOST,
    publicUrl: v.PUBLIC_URL ? trimSlash(v.PUBLIC_URL) : null,
    databaseUrl: secureDatabaseUrl(v.DATABASE_URL, v.DATABASE_TLS),
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
    },
    encryptionKeys: v.DATA_ENCRYPTION_KEYS,
    indexKey: v.DATA_INDEX_KEY,
    joinWindow: {
      opensBeforeMinutes: v.LINK_OPENS_BEFORE_MINUTES,
      closesAfterMinutes: v.LINK_CLOSES_AFTER_MINUTES,
    },
    webhookToleranceSeconds: v.WEBHOOK_TOLERANCE_SECONDS,
    rateLimit: { perMinute: v.RATE_LIMIT_PER_MINUTE, store: v.RATE_LIMIT_STORE },
    trustedProxyHops: v.TRUSTED_PROXY_HOPS,
    retentionDays: v.RETENTION_DAYS,
    role: v.ROLE,
    defaultTimezone: v.DEFAULT_TIMEZONE,
    clinic: { name: v.CLINIC_NAME, phone: v.CLINIC_PHONE },
    logLevel: v.LOG_LEVEL,
  };
}
