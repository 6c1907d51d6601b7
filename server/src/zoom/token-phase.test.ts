import { expect, test } from "vitest";
import { tokenPhase } from "./token-phase.ts";

const issuedAt = new Date("2026-03-09T14:00:00Z");
const after = (seconds: number) => new Date(issuedAt.getTime() + seconds * 1000);

test.each([
  [3600, 0, "fresh"],
  [3600, 3299, "fresh"],
  [3600, 3300, "ageing"],
  [3600, 3539, "ageing"],
  [3600, 3540, "spent"],
  [3600, 9999, "spent"],
  [20, 9, "fresh"],
  [20, 10, "ageing"],
  [20, 15, "spent"],
])("a token of %d s is after %d s %s", (lifetime, age, phase) => {
  expect(tokenPhase({ value: "t", issuedAt, expiresAt: after(lifetime), scopes: null }, after(age))).toBe(
    phase,
  );
});
