import { z } from "zod";
import { isTimeZone } from "../domain/time-zone.ts";
import type { EncryptionKey } from "../encryption.ts";

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
  DATABASE_OWNER_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ""), "must be a postgres:// URL")
    .optional(),
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
  MAX_TOKEN_LIFETIME_MINUTES: wholeFrom(1, 1440),
  CLINIC_ID: z.string().optional(),
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
  DATA_INDEX_KEY: z.string().transform((text, context): Buffer[] => {
    const keys = text.split(",").map(key32);
    const good = keys.filter((key) => key !== null);
    const isTwice = keys.length === 2 && keys[0]?.equals(keys[1] ?? Buffer.alloc(0));
    if (good.length === keys.length && keys.length <= 2 && !isTwice) return good;
    context.addIssue(
      "must be base64 of 32 bytes, or two such keys with a comma between (openssl rand -base64 32)",
    );
    return z.NEVER;
  }),
  LINK_OPENS_BEFORE_MINUTES: wholeFrom(0, 15, 1440),
  LINK_CLOSES_AFTER_MINUTES: wholeFrom(0, 30, 1440),
  WEBHOOK_TOLERANCE_SECONDS: wholeFrom(1, 7200),
  RATE_LIMIT_PER_MINUTE: wholeFrom(1, 600),
  RATE_LIMIT_STORE: z.enum(["memory", "postgres"], "must be memory or postgres").default("memory"),
  TRUSTED_PROXY_HOPS: wholeFrom(0, 0, 16),
  CORS_ORIGINS: z
    .string()
    .transform(listOf)
    .refine(
      (origins) => origins.every((text) => /^https?:/.test(text) && URL.parse(text)?.origin === text),
      "must be origins such as https://portal.clinic.example without a path, comma separated",
    )
    .default([]),
  // Without a default here: only a port that was asked for must be free.
  OPS_PORT: wholeFrom(0, 0, 65_535).removeDefault().optional(),
  OPS_HOST: token.default("127.0.0.1"),
  DRAIN_SECONDS: wholeFrom(0, 5, 600),
  DOCS: z.enum(["on", "off"], "must be on or off").optional(),
  RETENTION_DAYS: wholeFrom(1, 30, 36_500),
  ACCESS_LOG_DAYS: wholeFrom(1, 2555, 36_500),
  DELIVERY_BODY_DAYS: wholeFrom(1, 90, 36_500),
  PERSONAL_DATA_DAYS: wholeFrom(1, 400, 36_500),
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
