import { expect, test } from "vitest";
import { runScript } from "./run-script.ts";

const env = { PATH: process.env.PATH ?? "", NO_COLOR: "1", CI: "true" };
const run = (...words: string[]) =>
  runScript("scripts/run-tests.ts", [...words, "--reporter=dot", "-t", "ids are UUIDs of version 7"], { env })
    .ended;

test("the service's unit tests run by its name, and it is said where they lie", async () => {
  const { code, stdout } = await run("all", "--testPathPattern=zoomService");
  expect(stdout).toMatch(/The Zoom service's unit tests: server\/src\/ \(\d\d+ files\)/);
  expect(stdout).toMatch(/Tests +1 passed/);
  expect(code).toBe(0);
}, 60_000);
