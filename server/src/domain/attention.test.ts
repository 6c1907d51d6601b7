import { attentions } from "@patientcare/zoom-db/unions";
import { expect, test } from "vitest";
import { attentionsForHost, attentionsOnceMatched, inOrder } from "./attention.ts";

test("the weightiest attention stands first, in whatever order they came", () => {
  expect(inOrder(["no-contact", "drift", "zoom-scopes"])).toEqual(["zoom-scopes", "drift", "no-contact"]);
  expect(inOrder([...attentions].reverse())).toEqual(attentions);
  expect(inOrder([])).toEqual([]);
});

test("once Zoom matches, its own attentions are cleared, and those of the platform stay", () => {
  const { raise, clear } = attentionsOnceMatched(true);
  expect(raise).toEqual(["settings-overridden"]);
  expect(clear).toContain("drift");
  for (const kind of ["settings-overridden", "source-conflict", "no-contact"])
    expect(clear).not.toContain(kind);
  expect(attentionsOnceMatched(false).clear).toContain("settings-overridden");
});

test("another host clears all that was known, but for the patient's missing contact", () => {
  expect(attentionsForHost(true, ["no-host", "drift", "no-contact"])).toEqual({
    raise: [],
    clear: ["no-host", "drift"],
  });
  expect(attentionsForHost(false, ["no-host", "drift"])).toEqual({ raise: ["no-host"], clear: ["drift"] });
});
