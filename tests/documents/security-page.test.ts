import { getCiphers, getHashes } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { createApp } from "@patientcare/zoom-server/app.ts";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { createRateLimiter } from "@patientcare/zoom-server/http/rate-limit/rate-limiter.ts";
import { expect, test } from "vitest";
import { startApp } from "../support/start-app.ts";
import { testEnvironment } from "../support/test-environment.ts";

const page = readFileSync("docs/security.md", "utf8");
const limits = readFileSync("docs/limits-and-retries.md", "utf8");
const integration = readFileSync("docs/integration.md", "utf8");
const documents = globSync("docs/*.md")
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");
const variables = [...readFileSync(".env.example", "utf8").matchAll(/^([A-Z_]+)=/gm)].map(
  ([, name = ""]) => name,
);
const noZoom = { apiUrl: "http://127.0.0.1:1/v2", oauthUrl: "http://127.0.0.1:1/oauth/token" };
const { RATE_LIMIT_PER_MINUTE: _, ...usual } = testEnvironment("postgres://localhost/x", noZoom);
const code = globSync("{server,db}/src/**/*.ts", { exclude: ["**/*.test.ts"] }).map((file) =>
  readFileSync(file, "utf8"),
);

const section = (title: string): string => page.split(/^## /m).find((text) => text.startsWith(title)) ?? "";
const found = (pattern: RegExp): string[] => [
  ...new Set(code.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name))),
];
/** The words in backticks in the first column of a section's table. */
const firstColumn = (title: string): string[] =>
  [...section(title).matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word),
  );

test("each address that the service answers stands under who may call", async () => {
  const { server } = await startApp();
  const { deps } = server;
  const { routes } = createApp(deps, {
    authenticate: () => Promise.reject(new Error("Nobody calls")),
    limiter: createRateLimiter({ perMinute: 1, pool: null, log: deps.log }),
    readReadiness: async () => ({ ready: true, checks: {} }),
  });
  const paths = new Set(routes.map(({ path }) => path).filter((path) => path !== "/*"));
  expect(paths.size).toBeGreaterThan(10);
  const surfaces = firstColumn("Who may call");
  const isListed = (path: string) =>
    surfaces
      .map((surface) => surface.replace("/:token", ""))
      .some((surface) => path === surface || (surface !== "/" && path.startsWith(`${surface}/`)));
  expect([...paths].filter((path) => !isListed(path))).toEqual([]);
});

test("each table of the database has its level, and how it is kept", () => {
  const schema =
    readFileSync("db/src/schema.ts", "utf8").match(/export interface Database \{(.*?)\n\}/s)?.[1] ?? "";
  const tables = [...schema.matchAll(/^ {2}(\w+): \w+/gm)].map(([, name = ""]) =>
    name.replace(/_archive$/, ""),
  );
  expect(tables.length).toBeGreaterThan(20);
  const levels = section("Levels of data");
  expect(tables.filter((name) => !levels.includes(`\`${name}\``))).toEqual([]);
});

test("each secret of the configuration stands with its algorithm and how it is replaced", () => {
  const secrets = variables.filter((name) => /SECRET|KEY|^DATABASE_.*URL$|JWKS/.test(name));
  expect(secrets.length).toBeGreaterThan(6);
  const listed = firstColumn("Keys, secrets and algorithms");
  expect(secrets.filter((name) => !listed.includes(name))).toEqual([]);
});

test("the code asks for no algorithm that is not listed, and only Node and jose for cryptography", () => {
  const listed = section("Keys, secrets and algorithms");
  const named = found(
    /\b(?:createHash|createHmac|hash|hkdfSync|createCipheriv|createDecipheriv)\("([^"]+)"/g,
  );
  const known = [...getHashes(), ...getCiphers()].map((name) => name.toLowerCase());
  const algorithms = named.filter((name) => known.includes(name.toLowerCase()));
  expect(algorithms.sort()).toEqual(["aes-256-gcm", "sha256"]);
  expect(listed).toContain("AES-256-GCM");
  expect(listed).toContain("SHA-256");
  for (const name of found(/"((?:HS|RS|ES|PS)\d{3}|EdDSA)"/g)) expect(listed).toContain(name);
  const modules = found(/from "([^".][^"]*)"/g).filter((name) =>
    /crypt|cipher|hash|hmac|jose|jwt|sodium|nacl|forge|pbkdf|argon|rsa/i.test(name),
  );
  expect(modules.sort()).toEqual(["jose", "node:crypto"]);
  expect(found(/\b(createSign|createVerify|publicEncrypt|privateDecrypt|pseudoRandomBytes)\(/g)).toEqual([]);
});

test("each address that the service calls stands under whom it talks to", () => {
  const listed = section("Whom the service talks to");
  const addresses = variables.filter((name) => /_URL$|_HOSTS$/.test(name) && name !== "PUBLIC_URL");
  expect(addresses.filter((name) => !listed.includes(`\`${name}\``))).toEqual([]);
});

test("the limits of callers and guesses, and the life of tokens, are written down as they are", () => {
  const { rateLimit, auth } = readConfig(usual);
  expect(limits).toContain(`\`RATE_LIMIT_PER_MINUTE\` calls a minute (default ${rateLimit.perMinute})`);
  expect(limits).toContain("without a good token it is the address");
  expect(integration).toContain(`\`MAX_TOKEN_LIFETIME_MINUTES\` (${auth.maxTokenLifetimeMinutes})`);
  expect(limits).toContain("A person may have 5 streams");
  expect(page).toContain("What a stranger can cost is bounded");
  for (const word of ["256 KB", "20 calls", "128 random bits", "`npm run access -- revoke"])
    expect(page).toContain(word);
});

test("each event of the log is listed", () => {
  const events = found(/\blog(?:\.\w+|\[\w+\])?\(\s*\{[^{}]*\bevent: "([a-z-]+)"/g);
  expect(events.length).toBeGreaterThan(10);
  expect(events.filter((event) => !documents.includes(`\`${event}\``))).toEqual([]);
});

test("how soon a weak package is replaced is written down", () => {
  expect(readFileSync("SECURITY.md", "utf8")).toMatch(/within three days .*within thirty days/s);
});
