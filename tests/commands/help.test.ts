import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { runScript } from "./run-script.ts";

const commands = Object.entries(manifest.scripts).flatMap(([name, script]): [string, string][] => {
  const file = /\bnode (?:--\S+ )*--import \.\/scripts\/require-node\.mjs (\S+\.ts)$/.exec(script)?.[1];
  return file ? [[name, file]] : [];
});

test("every command of ours is found", () => {
  const names = commands.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(["start", "serve", "migrate", "token", "webhooks", "bench"]));
});

test.each(commands)(
  "%s has --help with its exit codes, and refuses another call with 2",
  async (name, script) => {
    const help = await runScript(script, ["--help"]).ended;
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toMatch(new RegExp(`^Usage: npm run ${name} -- `));
    expect(help.stdout).toMatch(/^ {2}0 {2}\w[\s\S]*^ {2}1 {2}\w[\s\S]*^ {2}2 {2}wrong usage/m);
    const wrong = await runScript(script, ["--no-such-option"]).ended;
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toMatch(/^error: .*option/);
  },
);
