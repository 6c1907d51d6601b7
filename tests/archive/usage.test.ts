import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { showProgress } from "../../scripts/cleanup/report.ts";
import { runScript } from "../commands/run-script.ts";
import { runCleanup } from "./run-cleanup.ts";

const nowhere = "postgres://somebody:a-password@127.0.0.1:1/nowhere";

const wrong: [code: number, words: string[], env: Record<string, string>, said: RegExp][] = [
  [2, ["--older-than", "23h"], {}, /24 hours after their end at least/],
  [2, ["--nonsense"], {}, /unknown option/],
  [1, [], { RETENTION_DAYS: "0" }, /RETENTION_DAYS must be at least 1/],
  [1, [], { DATABASE_URL: "mysql://somebody:a-password@host/x" }, /DATABASE_URL must be a postgres/],
];

test("a wrong call ends with 2, wrong settings and a database that is away with 1, and each says what to do", async () => {
  await Promise.all(
    wrong.map(async ([expected, words, env, given]) => {
      const { code, stdout, stderr } = await runCleanup(nowhere, words, env).ended;
      expect({ words, env, code, stdout }).toEqual({ words, env, code: expected, stdout: "" });
      expect(stderr).toMatch(given);
      expect(stderr).not.toContain("a-password");
    }),
  );
  const unavailable = await runCleanup(nowhere, ["--json"]).ended;
  expect(unavailable).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/cannot be reached/),
  });
});

test("without DATABASE_URL, and with nothing started, it says how to go on", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "cleanup-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const { code, stderr } = await runScript("scripts/cleanup.ts", [], { cwd }).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/set DATABASE_URL, or run npm start/);
});

test("--help tells the exit codes", async () => {
  const { code, stdout } = await runCleanup(nowhere, ["--help"]).ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/0 {2}done[\s\S]*1 {2}refused, or failed[\s\S]*2 {2}wrong usage[\s\S]*3 {2}stopped/);
});

test("the bar is drawn on a terminal alone", () => {
  const drawn = (isTTY: boolean) => {
    const stream = Object.assign(new PassThrough(), {
      isTTY,
      columns: 80,
      cursorTo: () => true,
      clearLine: () => true,
    });
    const progress = showProgress(stream as unknown as NodeJS.WriteStream, 40);
    progress.update(20);
    progress.stop();
    return String(stream.read() ?? "");
  };
  expect(drawn(true)).toContain("40 meetings");
  expect(drawn(false)).toBe("");
});
