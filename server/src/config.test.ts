import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const key = (number: number) => createHash("sha256").update(`${number}`).digest("base64");
const repeated = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const good = {
  DATABASE_URL: "postgres://zoom@db.example/zoom",
  ZOOM_API_KEY: "client",
  ZOOM_API_SECRET: "client-secret",
  ZOOM_ACCOUNT_ID: "account",
  ZOOM_WEBHOOK_SECRET: "webhook-secret-of-zoom",
  AUTH_JWT_SECRET: "a-secret-of-at-least-thirty-two-bytes",
  DATA_ENCRYPTION_KEYS: `k1:${key(1)}`,
  DATA_INDEX_KEY: key(2),
};
const production = {
  ...good,
  NODE_ENV: "production",
  PUBLIC_URL: "https://zoom.example",
  AUTH_ISSUER: "https://login.example",
  DEFAULT_TIMEZONE: "Europe/Berlin",
};
const onThisMachine = { ...production, PUBLIC_URL: "http://localhost:3000" };

type Environment = Record<string, string | undefined>;

function problemsOf(env: Environment): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** Every one with the only variable that is named for it. */
const bad: [named: string, change: Environment, base?: Environment][] = [
  ["ZOOM_API_KEY", { ZOOM_API_KEY: undefined }],
  ["ZOOM_API_KEY", { ZOOM_API_KEY: "" }],
  ["ZOOM_API_KEY", { ZOOM_API_KEY: "two canaries" }],
  ["ZOOM_API_SECRET", { ZOOM_API_SECRET: undefined }],
  ["ZOOM_API_SECRET", { ZOOM_API_SECRET: "canary\n" }],
  ["ZOOM_ACCOUNT_ID", { ZOOM_ACCOUNT_ID: undefined }],
  ["ZOOM_WEBHOOK_SECRET", { ZOOM_WEBHOOK_SECRET: undefined }],
  ["ZOOM_WEBHOOK_SECRET", { ZOOM_WEBHOOK_SECRET: " , " }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: undefined }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: key(1) }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: "k1:canary" }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `k1:${Buffer.alloc(31, 1).toString("base64")}` }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `k1:${Buffer.alloc(33, 1).toString("base64")}` }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("hex")}` }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `:${key(1)}` }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `k.1:${key(1)}` }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `k1:${key(1)},k1:${key(3)}` }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `k1:${key(1)},k2:canary` }],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: "," }],
  ["DATA_INDEX_KEY", { DATA_INDEX_KEY: undefined }],
  ["DATA_INDEX_KEY", { DATA_INDEX_KEY: "canary" }],
  ["DATA_INDEX_KEY", { DATA_INDEX_KEY: `${key(2)} ` }],
  ["DATA_INDEX_KEY", { DATA_INDEX_KEY: key(1) }],
  ["AUTH_JWT_SECRET", { AUTH_JWT_SECRET: undefined }],
  ["AUTH_JWT_SECRET", { AUTH_JWT_SECRET: "canary-canary-canary-canary-31b" }],
  ["AUTH_JWT_SECRET", { AUTH_JWKS_URL: "https://canary.example/keys" }],
  ["AUTH_JWKS_URL", { AUTH_JWT_SECRET: undefined, AUTH_JWKS_URL: "canary" }],
  ["AUTH_JWKS_URL", { AUTH_JWT_SECRET: undefined, AUTH_JWKS_URL: "file:///canary" }],
  ["AUTH_JWKS_URL", { AUTH_JWT_SECRET: undefined, AUTH_JWKS_URL: "https://me:canary@x.example/keys" }],
  ["PORT", { PORT: "canary" }],
  ["PORT", { PORT: "65536" }],
  ["PORT", { PORT: "-1" }],
  ["PORT", { PORT: "3000.5" }],
  ["PORT", { PORT: "0x50" }],
  ["HOST", { HOST: "a canary" }],
  ["PUBLIC_URL", { PUBLIC_URL: "canary.example" }],
  ["PUBLIC_URL", { PUBLIC_URL: "javascript:canary" }],
  ["PUBLIC_URL", { PUBLIC_URL: "https://canary.example/?a=b" }],
  ["PUBLIC_URL", { PUBLIC_URL: "https://canary.example/#a" }],
  ["DATABASE_URL", { DATABASE_URL: "mysql://canary" }],
  ["DATABASE_URL", { DATABASE_URL: "canary" }],
  ["ZOOM_API_URL", { ZOOM_API_URL: "api.canary.example" }],
  ["ZOOM_API_URL", { ZOOM_API_URL: "https://api.canary.example/v2?x=1" }],
  ["ZOOM_OAUTH_URL", { ZOOM_OAUTH_URL: "ftp://canary" }],
  ["ZOOM_JOIN_HOSTS", { ZOOM_JOIN_HOSTS: "https://canary.example" }],
  ["ZOOM_JOIN_HOSTS", { ZOOM_JOIN_HOSTS: "zoom-x.de,*.canary.example" }],
  ["ZOOM_JOIN_HOSTS", { ZOOM_JOIN_HOSTS: "canary" }],
  ["DEPLOYMENT_ID", { DEPLOYMENT_ID: "a canary" }],
  ["DEPLOYMENT_ID", { DEPLOYMENT_ID: "canary".repeat(6) }],
  ["DEPLOYMENT_ID", { DEPLOYMENT_ID: "Canary" }],
  ["DEPLOYMENT_ID", { DEPLOYMENT_ID: "a_canary" }],
  ["ZOOM_TIMEOUT_SECONDS", { ZOOM_TIMEOUT_SECONDS: "0" }],
  ["ZOOM_TIMEOUT_SECONDS", { ZOOM_TIMEOUT_SECONDS: "1.5" }],
  ["SYNC_LEASE_SECONDS", { SYNC_LEASE_SECONDS: "canary" }],
  ["SYNC_LEASE_SECONDS", { SYNC_LEASE_SECONDS: "10" }],
  ["SYNC_GRACE_SECONDS", { SYNC_GRACE_SECONDS: "30" }],
  ["SYNC_GRACE_SECONDS", { SYNC_GRACE_SECONDS: "1e3" }],
  ["SWEEP_HORIZON_SECONDS", { SWEEP_HORIZON_SECONDS: "40" }],
  ["SWEEP_HORIZON_SECONDS", { SWEEP_HORIZON_SECONDS: "99999999" }],
  ["HOST_BUFFER_MINUTES", { HOST_BUFFER_MINUTES: "1441" }],
  ["LINK_OPENS_BEFORE_MINUTES", { LINK_OPENS_BEFORE_MINUTES: "-5" }],
  ["LINK_CLOSES_AFTER_MINUTES", { LINK_CLOSES_AFTER_MINUTES: "canary" }],
  ["WEBHOOK_TOLERANCE_SECONDS", { WEBHOOK_TOLERANCE_SECONDS: "0" }],
  ["ROLE", { ROLE: "canary" }],
  ["DEFAULT_TIMEZONE", { DEFAULT_TIMEZONE: "Mars/Canary" }],
  ["DEFAULT_TIMEZONE", { DEFAULT_TIMEZONE: "+01:00" }],
  ["LOG_LEVEL", { LOG_LEVEL: "canary" }],
  ["NODE_ENV", { NODE_ENV: "Production" }],
  ["DATABASE_URL", { DATABASE_URL: undefined }],
  ["PUBLIC_URL", { PUBLIC_URL: undefined }, production],
  ["PUBLIC_URL", { PUBLIC_URL: "http://canary.example" }, production],
  ["PUBLIC_URL", { PUBLIC_URL: "HTTP://canary.example" }, production],
  ["ZOOM_API_URL", { ZOOM_API_URL: "http://canary.example/v2" }, production],
  ["ZOOM_OAUTH_URL", { ZOOM_OAUTH_URL: "http://canary.example/token" }, production],
  ["AUTH_JWKS_URL", { AUTH_JWT_SECRET: undefined, AUTH_JWKS_URL: "http://canary.example/keys" }, production],
  ["AUTH_ISSUER", { AUTH_ISSUER: undefined }, production],
  ["DEFAULT_TIMEZONE", { DEFAULT_TIMEZONE: undefined }, production],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `k1:${repeated(1)}` }, onThisMachine],
  ["DATA_ENCRYPTION_KEYS", { DATA_ENCRYPTION_KEYS: `k1:${key(1)},k2:${repeated(3)}` }, production],
  ["DATA_INDEX_KEY", { DATA_INDEX_KEY: repeated(0) }, production],
  [
    "DATA_INDEX_KEY",
    { DATA_INDEX_KEY: Buffer.from("canary 1canary 2canary 3canary 4").toString("base64") },
    production,
  ],
  ["AUTH_JWT_SECRET", { AUTH_JWT_SECRET: "canary".repeat(6) }, onThisMachine],
  ["ZOOM_WEBHOOK_SECRET", { ZOOM_WEBHOOK_SECRET: "webhook-secret-of-zoom,canary" }, onThisMachine],
];

describe("a bad variable is named, alone and without its value:", () => {
  test.each(bad)("%s %j", (named, change, base = good) => {
    const problems = problemsOf({ ...base, ...change });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(named);
    for (const value of Object.values(change)) {
      if (value !== undefined && value.length > 2) expect(problems[0]).not.toContain(value.trim());
    }
    expect(problems[0]).not.toMatch(/canary/i);
  });
});

test("one message names everything that is wrong, also what is wrong together", () => {
  const problems = problemsOf({
    NODE_ENV: "production",
    AUTH_ISSUER: "https://login.example",
    DEFAULT_TIMEZONE: "Europe/Berlin",
    PORT: "many",
    ZOOM_API_KEY: "client",
    ZOOM_API_SECRET: "secret",
    ZOOM_WEBHOOK_SECRET: "webhook-secret-of-zoom",
    SYNC_LEASE_SECONDS: "50",
    PUBLIC_URL: "http://zoom.example",
    DATA_ENCRYPTION_KEYS: `k1:${key(1)}`,
    DATA_INDEX_KEY: key(1),
  });
  const named = (name: string) => problems.filter((problem) => problem.includes(name));
  expect(named("ZOOM_ACCOUNT_ID")).toEqual(["ZOOM_ACCOUNT_ID is missing"]);
  for (const name of ["PORT", "SYNC_LEASE_SECONDS", "PUBLIC_URL", "DATABASE_URL", "DATA_INDEX_KEY"]) {
    expect(named(name)).toHaveLength(1);
  }
  expect(named("AUTH_JWT_SECRET or AUTH_JWKS_URL")).toHaveLength(1);
  expect(problems).toHaveLength(7);
  expect(new ConfigError(problems).message.split("\n")).toHaveLength(8);
});

test("with the required variables alone the defaults hold", () => {
  expect(readConfig(good)).toMatchObject({
    production: false,
    port: 3000,
    host: "127.0.0.1",
    publicUrl: null,
    databaseUrl: "postgres://zoom@db.example/zoom?sslmode=verify-full",
    zoom: {
      apiUrl: "https://api.zoom.us/v2",
      oauthUrl: "https://zoom.us/oauth/token",
      timeoutMs: 10_000,
      joinHosts: ["zoom.us", "zoom.com", "zoomgov.com"],
    },
    deploymentId: "default",
    sync: { leaseSeconds: 30, graceSeconds: 40, horizonSeconds: 900, hostBufferMinutes: 0 },
    auth: { issuer: "patientcare", audience: "patientcare-zoom", jwksUrl: null },
    joinWindow: { opensBeforeMinutes: 15, closesAfterMinutes: 30 },
    webhookToleranceSeconds: 7200,
    role: "all",
    defaultTimezone: "UTC",
    clinic: { name: "PatientCare", phone: "" },
    logLevel: "info",
  });
});

test.each([
  ["production with https", production],
  ["production on this machine without https", onThisMachine],
  [
    "production on this machine with the default issuer and zone",
    { ...onThisMachine, AUTH_ISSUER: undefined, DEFAULT_TIMEZONE: undefined },
  ],
  ["weak keys in development", { ...good, DATA_INDEX_KEY: repeated(0), ZOOM_WEBHOOK_SECRET: "short" }],
  ["a time zone under its newer name", { ...good, DEFAULT_TIMEZONE: "Asia/Kolkata" }],
  ["keys from an address", { ...good, AUTH_JWT_SECRET: undefined, AUTH_JWKS_URL: "http://keys.example/a" }],
  ["an empty variable, which counts as not set", { ...good, AUTH_JWKS_URL: "", PORT: "" }],
  ["a secret of 32 bytes in 16 characters", { ...good, AUTH_JWT_SECRET: "ü".repeat(16) }],
])("it starts with %s", (_, env) => {
  expect(problemsOf(env)).toEqual([]);
});

test("lists are split at commas and lose their spaces; addresses lose their last slash", () => {
  const config = readConfig({
    ...good,
    ZOOM_WEBHOOK_SECRET: "new , old,",
    DATA_ENCRYPTION_KEYS: `k2:${key(3)} , k1:${key(1)}`,
    PUBLIC_URL: "https://zoom.example/visits/",
  });
  expect(config.zoom.webhookSecrets).toEqual(["new", "old"]);
  expect(config.encryptionKeys.map(({ id }) => id)).toEqual(["k2", "k1"]);
  expect(config.publicUrl).toBe("https://zoom.example/visits");
});
