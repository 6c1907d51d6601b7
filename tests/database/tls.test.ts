import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterOwner, giveToOwner } from "@patientcare/zoom-embedded-postgres/owner.ts";
import { startOwnedCluster } from "@patientcare/zoom-embedded-postgres/start-cluster.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { startApp } from "../support/start-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { withAdmin } from "../support/with-admin.ts";
import { aCertificate } from "./a-certificate.ts";
import { aDatabaseWith } from "./a-database-with.ts";
import { oneVisit } from "./one-visit.ts";

const noZoom = { apiUrl: "http://127.0.0.1:1/v2", oauthUrl: "http://127.0.0.1:1/oauth/token" };

let folder: string;
let remove: () => Promise<void>;
/** Of a server with TLS, whose certificate holds the name localhost and nothing else. */
let url: URL;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "patientcare-tls-"));
  await chmod(folder, 0o711);
  const { cert, key } = await aCertificate(folder, "server", "DNS:localhost");
  await aCertificate(folder, "other", "DNS:localhost");
  await giveToOwner(await clusterOwner(folder), [key]);
  const cluster = await startOwnedCluster("patientcare-tls-server-", {
    fsync: "off",
    ssl: "on",
    ssl_cert_file: cert,
    ssl_key_file: key,
  });
  remove = cluster.remove;
  url = new URL(cluster.url);
}, 60_000);

afterAll(async () => {
  await remove();
  await rm(folder, { recursive: true });
});

function leadingTo(hostname: string, query: Record<string, string> = {}): string {
  const leading = new URL(url);
  leading.hostname = hostname;
  for (const [name, value] of Object.entries(query)) leading.searchParams.set(name, value);
  return leading.href;
}

/** TLS as it is required off this machine: the only host there is for a test is this machine. */
async function refusal(databaseUrl: string): Promise<string> {
  const env = { ...testEnvironment(databaseUrl, noZoom), DATABASE_TLS: "required" };
  const { code, stderr } = await runScript("server/src/main.ts", [], { env }).ended;
  expect(code).toBe(1);
  return stderr.trim();
}

test("with the authority's file the whole service works over TLS, and each of its connections is encrypted", async () => {
  const databaseUrl = leadingTo("localhost", { sslrootcert: join(folder, "server.crt") });
  const app = await startApp({
    DATABASE_URL: databaseUrl,
    DATABASE_TLS: "required",
    RATE_LIMIT_STORE: "postgres",
  });
  await oneVisit(app);
  const { rows } = await withAdmin(url.href, (client) =>
    client.query(
      "select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name like 'patientcare-zoom%'",
    ),
  );
  expect(rows).toEqual([{ ssl: true }]);
});

test.each([
  ["no authority is named", "localhost", {}],
  ["another authority is named", "localhost", { sslrootcert: "other.crt" }],
  ["the certificate is of another host", "127.0.0.1", { sslrootcert: "server.crt" }],
  ["the URL would do without a check", "localhost", { sslmode: "require", uselibpqcompat: "true" }],
])("a certificate is not trusted when %s, and the start says what to do", async (_, host, query) => {
  const files = "sslrootcert" in query ? { ...query, sslrootcert: join(folder, query.sslrootcert) } : query;
  expect(await refusal(leadingTo(host, files))).toMatch(
    /^The service cannot start: The certificate of the database is not trusted \([A-Z_]+\): name the file of its authority by sslrootcert=.*DATABASE_TLS=off/,
  );
});

test("a server without TLS is refused, and the start names DATABASE_TLS", async () => {
  expect(await refusal(await aDatabaseWith({}))).toMatch(
    /^The service cannot start: The database .* accepts no TLS, .* set DATABASE_TLS=off/,
  );
});

test("an authority's file that is missing is said", async () => {
  expect(await refusal(leadingTo("localhost", { sslrootcert: "/nowhere/ca.crt" }))).toMatch(
    /A file that DATABASE_URL names \(sslrootcert, sslcert or sslkey\) cannot be read/,
  );
});

test("a URL that switches TLS off is refused before anything is connected", async () => {
  expect(await refusal(leadingTo("localhost", { sslmode: "disable" }))).toContain(
    "DATABASE_URL asks for sslmode=disable, but TLS with a checked certificate is required",
  );
});

test("commands keep the same rule", async () => {
  for (const [script, ...parameters] of [
    ["scripts/migrate.ts"],
    ["scripts/cleanup.ts", "--dry-run"],
    ["scripts/webhooks.ts", "list"],
  ] as const) {
    const env = { DATABASE_URL: await aDatabaseWith({}), DATABASE_TLS: "required" };
    const { code, stderr } = await runScript(script, parameters, { env }).ended;
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(/accepts no TLS, .* set DATABASE_TLS=off/);
  }
});

test("a login that the server refuses, and a database that is not there, are said without names", async () => {
  const wrong = new URL(await aDatabaseWith({}));
  wrong.password = "canary";
  const env = (databaseUrl: string) => ({ env: testEnvironment(databaseUrl, noZoom) });
  const login = await runScript("server/src/main.ts", [], env(wrong.href)).ended;
  expect(login.stderr).toMatch(/The database refuses the login \(28P01\): check user and password/);
  expect(login.stderr).not.toMatch(/canary|postgres:|"postgres"/);
  const missing = new URL(await aDatabaseWith({}));
  missing.pathname = "/canary";
  const nowhere = await runScript("server/src/main.ts", [], env(missing.href)).ended;
  expect(nowhere.stderr).toMatch(/no database of the name in DATABASE_URL/);
  expect(nowhere.stderr).not.toContain("canary");
});
