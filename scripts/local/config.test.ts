import { expect, test } from "vitest";
import { localEnvironment, readLocalConfig } from "./config.ts";
import { serverEnvironment, sharedEnvironment } from "./environments.ts";

const secrets = {
  AUTH_JWT_SECRET: "a",
  DATA_ENCRYPTION_KEYS: "b",
  DATA_INDEX_KEY: "c",
  ZOOM_API_KEY: "d",
  ZOOM_API_SECRET: "e",
  ZOOM_ACCOUNT_ID: "f",
  ZOOM_WEBHOOK_SECRET: "g",
};

function serverEnvironmentFor(env: Record<string, string>) {
  const config = readLocalConfig(env);
  return serverEnvironment(config, sharedEnvironment(config, secrets), {
    databaseUrl: "postgres://embedded",
    opsPort: 9464,
  });
}

test("what the user set wins over what local mode chooses", () => {
  const env = serverEnvironmentFor({
    PORT: "3100",
    ZOOM_API_KEY: "mine",
    CLINIC_NAME: "Mine",
    LOG_LEVEL: "debug",
  });
  expect(env).toMatchObject({
    PORT: "3100",
    PUBLIC_URL: "http://localhost:3100",
    ZOOM_API_KEY: "mine",
    ZOOM_API_SECRET: "e",
    ZOOM_API_URL: "http://localhost:3001/v2",
    CLINIC_NAME: "Mine",
    LOG_LEVEL: "debug",
    DATABASE_URL: "postgres://embedded",
  });
});

test("an empty variable counts as not set", () => {
  expect(serverEnvironmentFor({ PORT: "", ZOOM_API_KEY: "" })).toMatchObject({
    PORT: "3000",
    ZOOM_API_KEY: "d",
  });
});

test("with AUTH_JWKS_URL no secret is added: the service takes exactly one of the two", () => {
  expect(
    serverEnvironmentFor({ AUTH_JWKS_URL: "https://issuer.example/jwks" }).AUTH_JWT_SECRET,
  ).toBeUndefined();
});

test.each([
  [{ PORT: "none" }, /PORT must be a port number/],
  [{ ZOOM_SANDBOX_PORT: "3000" }, /must differ/],
])("%o is refused by name", (env, message) => {
  expect(() => readLocalConfig(env)).toThrow(message);
});

test("of a .env that is made for serve, only what concerns this machine counts; the environment counts whole", () => {
  const dotEnv = {
    NODE_ENV: "production",
    PUBLIC_URL: "https://zoom.example",
    DATABASE_URL: "postgres://production",
    DATA_INDEX_KEY_FILE: "/run/secrets/index-key",
    ZOOM_API_URL: "https://api.zoom.us/v2",
    DRAIN_SECONDS: "5",
    ZOOM_SANDBOX_PORT: "3101",
    PORT: "3100",
    CLINIC_NAME: "Mine",
  };
  expect(localEnvironment({ PORT: "3200", DATABASE_URL: "postgres://mine" }, dotEnv)).toEqual({
    PORT: "3200",
    DATABASE_URL: "postgres://mine",
    ZOOM_SANDBOX_PORT: "3101",
    CLINIC_NAME: "Mine",
  });
});
