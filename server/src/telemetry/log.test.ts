import { execFileSync } from "node:child_process";
import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { describeError } from "./log.ts";

/** The standard output of a process of its own. */
function linesOf(level: string, statements: string): Record<string, unknown>[] {
  const script = `import { createLog } from ${JSON.stringify(import.meta.resolve("./log.ts"))}; const log = createLog("${level}"); ${statements}`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

test("a line is JSON with the time, the level, the message and the fields that are allowed, no others", () => {
  const fields = {
    requestId: "r-1",
    durationMs: 1.5,
    patient: "canary",
    err: new Error("canary"),
    status: "canary",
  };
  const [line] = linesOf(
    "info",
    `log.info({ ...${JSON.stringify(fields)}, err: new Error("canary") }, "call");`,
  );
  expect(line).toEqual({
    level: "info",
    service: "patientcare-zoom",
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    host: hostname(),
    pid: expect.any(Number),
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    requestId: "r-1",
    durationMs: 1.5,
    message: "call",
  });
});

test("nothing below the level is written", () => {
  const all = `for (const name of ["debug", "info", "warn", "error"]) log[name]({}, name);`;
  expect(linesOf("warn", all).map(({ message }) => message)).toEqual(["warn", "error"]);
  expect(linesOf("silent", all)).toEqual([]);
});

test("a line carries the fields of the work that it is part of, also across what is awaited", () => {
  const statements = `const { inLogContext } = await import(${JSON.stringify(import.meta.resolve("./log.ts"))});
    await inLogContext({ requestId: "r-1" }, () => inLogContext({ meetingId: "m-1" }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.info({}, "within");
    }));
    log.info({}, "after");`;
  const [within, after] = linesOf("info", statements);
  expect(within).toMatchObject({ requestId: "r-1", meetingId: "m-1" });
  expect(after).not.toHaveProperty("requestId");
});

test("what was logged just before the process exits is written", () => {
  const lines = linesOf(
    "info",
    `for (let count = 1; count <= 500; count++) log.info({ count }, "call"); process.exit();`,
  );
  expect(lines.map(({ count }) => count)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
});

describe("of an error is told", () => {
  test("its class, its code and where it was thrown, never its message", () => {
    const error = Object.assign(new TypeError("patient canary\n    is here"), {
      code: "23505",
      detail: "canary",
    });
    const reported = describeError(error);
    expect(reported).toMatchObject({ errorName: "TypeError", errorCode: "23505" });
    expect(reported.stack).toMatch(/^\s+at /);
    expect(JSON.stringify(reported)).not.toContain("canary");
  });

  test("a code that is a sentence is left out", () => {
    expect(describeError(Object.assign(new Error(), { code: "the patient canary" }))).not.toHaveProperty(
      "errorCode",
    );
  });

  test("its type alone when it is none", () => {
    expect(describeError("canary")).toEqual({ errorName: "string" });
    expect(describeError(null)).toEqual({ errorName: "object" });
    expect(describeError({ code: "ECONNREFUSED" })).toEqual({
      errorName: "object",
      errorCode: "ECONNREFUSED",
    });
  });
});
