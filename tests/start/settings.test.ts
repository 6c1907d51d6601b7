import { join } from "node:path";
import { expect, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { aFolderWith, anEnvironment, asDotEnv, runService, startedService } from "./run-service.ts";

const withoutDatabase = ({ DATABASE_URL: _, ...others }: Record<string, string>) => others;

test("the service is set up by the .env of its folder alone, and the environment wins over it", async () => {
  const dotEnv = asDotEnv(await anEnvironment({ CLINIC_NAME: "From the file", OPS_HOST: "no-such-host" }));
  const cwd = await aFolderWith({ ".env": `\uFEFF# the clinic's own\n${dotEnv}` });
  const { url } = await startedService({ OPS_HOST: "127.0.0.1", HOST: "" }, cwd);
  expect(await (await fetch(url)).text()).toContain("From the file");
});

test("a variable is read from the file that its NAME_FILE names, without the newline at its end", async () => {
  const { DATABASE_URL: database = "", AUTH_JWT_SECRET: secret = "", ...env } = await anEnvironment();
  const cwd = await aFolderWith({ database: `${database}\n`, secret: `${secret}\r\n` });
  const files = { DATABASE_URL_FILE: join(cwd, "database"), AUTH_JWT_SECRET_FILE: join(cwd, "secret") };
  const { url } = await startedService({ ...env, ...files });
  expect(await (await fetch(`${url}/readyz`)).text()).toBe("ready");
});

test("NAME of the environment wins over NAME_FILE of .env, and NAME_FILE over NAME", async () => {
  const { LOG_LEVEL = "", CLINIC_NAME = "Outside", ...env } = await anEnvironment();
  const cwd = await aFolderWith({
    level: `${LOG_LEVEL}\n`,
    ".env": "CLINIC_NAME_FILE=/nowhere/at/all\nLOG_LEVEL=loud\n",
  });
  const outside = { CLINIC_NAME, LOG_LEVEL_FILE: join(cwd, "level") };
  const { url } = await startedService({ ...env, ...outside }, cwd);
  expect(await (await fetch(url)).text()).toContain("Outside");
});

test("files that give no value end the start, all of them named, and no path or value", async () => {
  const { ZOOM_API_SECRET: _, AUTH_JWT_SECRET: __, ...env } = await anEnvironment();
  const cwd = await aFolderWith({ "canary-empty": "\n" });
  const { code, stderr } = await (
    await runService({
      ...env,
      ZOOM_API_SECRET_FILE: join(cwd, "canary-missing"),
      AUTH_JWT_SECRET_FILE: join(cwd, "canary-empty"),
      ZOOM_API_KEY_FILE: cwd,
      DATA_INDEX_KEY_FILE: "",
    })
  ).ended;
  expect(code).toBe(1);
  expect(stderr.split("\n").slice(1)).toEqual([
    "  - ZOOM_API_KEY_FILE and ZOOM_API_KEY are both set: keep one",
    "  - ZOOM_API_SECRET_FILE names a file that does not exist",
    "  - AUTH_JWT_SECRET_FILE names an empty file",
    "",
  ]);
  expect(stderr).not.toMatch(/canary/);
});

test("misspelt variables are named with the right name, never with their value, and others are left alone", async () => {
  const env = await anEnvironment();
  const ordinary = { HOME: "/root", HOSTNAME: "a", APP_PORT: "1", MAIL: "m", PGHOST: "p", DATABASE_SRV: "x" };
  const wrong = { RATE_LIMIT_PER_MINUT: "canary", PUBLIC_ULR: "canary" };
  const cwd = await aFolderWith({ ".env": "LOGLEVEL=canary\nWHATEVER=canary\n" });
  const failed = (await runService({ ...ordinary, ...wrong, ...env, PORT: "canary" }, cwd)).ended;
  const { code, stderr } = await failed;
  expect(code).toBe(1);
  expect(
    stderr
      .split("\n")
      .filter((line) => line.includes("Did you mean"))
      .sort(),
  ).toEqual([
    "LOGLEVEL is not a variable of this service and has no effect. Did you mean LOG_LEVEL?",
    "PUBLIC_ULR is not a variable of this service and has no effect. Did you mean PUBLIC_URL?",
    "RATE_LIMIT_PER_MINUT is not a variable of this service and has no effect. Did you mean RATE_LIMIT_PER_MINUTE?",
  ]);
  expect(stderr).not.toContain("canary");
});

test("serve needs DATABASE_URL, also in development beside a database of npm start", async () => {
  const cwd = await aFolderWith();
  const { code, stderr } = await (await runService(withoutDatabase(await anEnvironment()), cwd)).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^ {2}- DATABASE_URL is missing$/m);
});

test("commands read .env too", async () => {
  const { DATABASE_URL = "", AUTH_JWT_SECRET = "" } = await anEnvironment();
  const cwd = await aFolderWith({ ".env": asDotEnv({ DATABASE_URL, AUTH_JWT_SECRET }) });
  const run = (script: string, ...flags: string[]) => runScript(script, flags, { cwd }).ended;
  const name = new URL(DATABASE_URL).pathname.slice(1);
  expect((await run("scripts/migrate.ts")).stdout).toMatch(new RegExp(`^Database ${name} .*\nalready up to`));
  expect((await run("scripts/cleanup.ts", "--dry-run")).stdout).toContain(`Database ${name} `);
  expect((await run("scripts/token.ts", "--role", "service")).stdout).toMatch(/^eyJ/);
});
