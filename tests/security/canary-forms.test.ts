import { expect, test } from "vitest";
import { canariesIn } from "./canary-forms.ts";

const canaries = { name: 'Zoë "Canary" Ünal' };
const bytes = (text: string) => Buffer.from(text, "utf8");

test.each([
  ["as it is", `(7,${canaries.name},t)`],
  ["in lower case", canaries.name.toLowerCase()],
  ["as JSON", JSON.stringify({ user_name: canaries.name })],
  ["as JSON in JSON", JSON.stringify({ body: JSON.stringify({ user_name: canaries.name }) })],
  ["in an address", `https://x.example/?uname=${encodeURIComponent(canaries.name)}`],
  ["in a form", new URLSearchParams({ a: "b", name: canaries.name, c: "d" }).toString()],
  ["as hex", `\\x${bytes(`{"a":"${canaries.name}"}`).toString("hex")}`],
  ["as base64", bytes(`a${canaries.name}b`).toString("base64")],
  ["as base64, a byte later", bytes(`ab${canaries.name}`).toString("base64")],
  ["as base64, two bytes later", bytes(`abc${canaries.name}`).toString("base64url")],
])("a canary is found %s", (_, text) => {
  expect(canariesIn(text, canaries)).toEqual(["name"]);
});

test("other text is none", () => {
  expect(canariesIn("Zoe Canary Unal", canaries)).toEqual([]);
});
