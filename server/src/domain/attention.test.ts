import { attentions } from "@patientcare/zoom-db/unions";
import { expect, test } from "vitest";
import { attentionsForHost, attentionsOnceMatched, inOrder, lacksContact } from "./attention.ts";

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

test("a visit missed by our fault lacks a contact where no link was sent and there is no address to send it to", () => {
  const unreached = { linkSent: false, hasAddress: false };
  expect(lacksContact("technical", unreached)).toBe(true);
  expect(lacksContact("technical", { ...unreached, linkSent: true })).toBe(false);
  expect(lacksContact("technical", { ...unreached, hasAddress: true })).toBe(false);
  expect(lacksContact("unknown", unreached)).toBe(false);
  expect(lacksContact(null, unreached)).toBe(false);
});
