import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { variables } from "@patientcare/zoom-server/config/variables.ts";
import { describe, expect, test } from "vitest";

const text = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
const shown = parseEnv(text);
const lines = text.split("\n");
const commentOf = (name: string) => lines[lines.findIndex((line) => line.startsWith(`${name}=`)) - 1] ?? "";

test(".env.example names the variables of the configuration, all of them and no others", () => {
  expect(Object.keys(shown).sort()).toEqual(Object.keys(variables.shape).sort());
});

test("a copy named .env is never committed", () => {
  const ignored = readFileSync(new URL("../../.gitignore", import.meta.url), "utf8").split("\n");
  expect(ignored).toContain(".env");
});

describe.each(Object.entries(variables.shape))("%s", (name, schema) => {
  test("has a comment of one line", () => {
    expect(commentOf(name)).toMatch(/^# \S.{8,}/);
  });

  test("is marked as required, or shows its default", () => {
    const left = schema.safeParse(undefined);
    if (!left.success) {
      expect(commentOf(name)).toContain("Required");
      expect(shown[name]).toBe("");
      return;
    }
    expect(shown[name] ? schema.parse(shown[name]) : undefined).toEqual(
      isUnset(left.data) ? undefined : left.data,
    );
  });
});

const isUnset = (value: unknown) =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
