import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/cluster.ts";
import { runScript } from "./run-script.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const access = async (...parameters: string[]) => {
  const env = { DATABASE_URL: database.url };
  const { code, stdout, stderr } = await runScript("scripts/access.ts", parameters, { env }).ended;
  return { code, stdout, stderr };
};

test("callers are revoked, listed with the latest first, and restored", async () => {
  expect((await access("list")).stdout).toBe("Nobody is revoked.\n");
  expect(await access("revoke", "--sub", "doctor-7")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("within 5 seconds"),
    stderr: expect.stringMatching(/^Database .*\n$/),
  });
  await access("revoke", "--jti", "token-1");
  expect(await access("revoke", "--jti", "token-1")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Nothing changed"),
  });
  const { stdout } = await access("list");
  expect(stdout).toMatch(/^\S+Z {2}jti {2}token-1\n\S+Z {2}sub {2}doctor-7\n$/);
  expect(JSON.parse((await access("list", "--json")).stdout)).toMatchObject([
    { kind: "jti", value: "token-1" },
    { kind: "sub", value: "doctor-7" },
  ]);
  expect(await access("restore", "--sub", "doctor-7")).toMatchObject({ code: 0 });
  expect(await access("restore", "--sub", "doctor-7")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("npm run access -- list"),
  });
});

test.each([
  [["revoke"]],
  [["restore"]],
  [["revoke", "--sub", "a", "--jti", "b"]],
  [["revoke", "--sub", " "]],
  [["revoke", "doctor-7"]],
  [["list", "--sub", "a"]],
  [["forget", "--sub", "a"]],
])("%o is wrong usage, and revokes nobody", async (parameters) => {
  expect(await access(...parameters)).toMatchObject({ code: 2, stdout: "" });
  expect((await access("list")).stdout).not.toContain("doctor-7");
});
