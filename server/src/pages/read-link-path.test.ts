import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLinkPath } from "./read-link-path.ts";

const token = "AZaz09_-AZaz09_-AZaz09";

describe("behind a token", () => {
  test.each([
    "",
    "/",
    "//",
    ")",
    ".",
    ").",
    ">",
    "%3E",
    "%3e%22",
    ",%20",
    "%E2%80%9D",
    "%",
    "%E2",
    "%2F",
    "/.",
    "…",
  ])("%j is passed over", (rest) => {
    expect(readLinkPath(`/j/${token}${rest}`)).toEqual({ token, leadsTo: "page" });
  });

  test.each([".ics", ".ics)", "/reminders", "/x", ")x", "/events/x", ".events", "/events.ics"])(
    "%j leads nowhere",
    (rest) => {
      expect(readLinkPath(`/j/${token}${rest}`)).toBeNull();
    },
  );

  test.each(["/events", "/events/", "/events)"])("%j is the stream", (rest) => {
    expect(readLinkPath(`/j/${token}${rest}`)).toEqual({ token, leadsTo: "events" });
  });
});

test("without a token a path leads nowhere", () => {
  for (const path of ["/j", "/j/", "/j//", "/j/%20", `/j/(${token}`, `/x/j/${token}`, "/j/."]) {
    expect(readLinkPath(path)).toBeNull();
  }
});

test("whatever is encoded or broken, a token is never cut, made longer or made of something else", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (rest) => {
      const path = readLinkPath(`/j/${token}${rest}`);
      if (path) expect(path.token).toBe(/^[\w-]*/.exec(`${token}${rest}`)?.[0]);
    }),
  );
});
