import { describe, expect, test } from "vitest";
import { decideMissing, type MissingMeeting } from "./missing-meeting.ts";

const start = Date.parse("2026-03-09T14:00:00Z");
const at = (seconds: number) => new Date(start + seconds * 1000);

/** The decision when Zoom answered "not found" at second 0 for the first time, and again now. */
function decide(seconds: number, change: Partial<MissingMeeting> = {}) {
  const { kind, next } = decideMissing({
    now: at(seconds),
    visibleAt: at(-60),
    missingSince: at(0),
    inside: "nobody",
    liveList: null,
    unlistedSince: null,
    recreatedAt: null,
    ...change,
  });
  return next === null ? kind : `${kind} ${(next.getTime() - start) / 1000}`;
}

describe("with nobody inside", () => {
  test("one answer is not enough, nor two that lie less than five seconds apart", () => {
    expect(decide(0, { missingSince: null })).toBe("wait 5");
    expect(decide(4.9)).toBe("wait 5");
    expect(decide(5)).toBe("gone");
  });

  test("answers about a meeting younger than the grace do not count: two must come after it", () => {
    const visibleAt = at(10);
    expect(decide(0, { visibleAt, missingSince: null })).toBe("wait 5");
    expect(decide(9, { visibleAt })).toBe("wait 10");
    expect(decide(10, { visibleAt })).toBe("wait 15");
    expect(decide(15, { visibleAt })).toBe("gone");
  });
});

describe("where somebody was redirected", () => {
  const redirected = { inside: "redirected" } as const;

  test("the list of running meetings must lack it twice, fifteen seconds apart", () => {
    expect(decide(0, { ...redirected, missingSince: null, liveList: "unlisted" })).toBe("wait 15");
    expect(decide(14.9, { ...redirected, liveList: "unlisted", unlistedSince: at(0) })).toBe("wait 15");
    expect(decide(15, { ...redirected, liveList: "unlisted", unlistedSince: at(0) })).toBe("gone");
    expect(decide(20, { ...redirected, liveList: "unlisted", unlistedSince: at(10) })).toBe("wait 25");
  });

  test("a list that holds it proves that it lives, however often Zoom did not find it", () => {
    expect(decide(600, { ...redirected, liveList: "listed", unlistedSince: at(0) })).toBe("lives 615");
  });

  test("a list that did not come decides nothing", () => {
    expect(decide(600, { ...redirected, unlistedSince: at(0) })).toBe("wait 605");
    expect(decide(600, redirected)).toBe("wait 605");
  });

  test("without the right to list, it is gone after a minute of such answers", () => {
    expect(decide(59, { ...redirected, liveList: "forbidden" })).toBe("wait 60");
    expect(decide(60, { ...redirected, liveList: "forbidden" })).toBe("gone");
  });
});

describe("while a session's end was not heard of", () => {
  const open = { inside: "in-session", liveList: "unlisted", unlistedSince: at(0) } as const;

  test("no list is enough, for ten minutes", () => {
    expect(decide(20, open)).toBe("wait 35");
    expect(decide(595, open)).toBe("wait 600");
    expect(decide(600, open)).toBe("gone");
  });

  test("after ten minutes a list is needed as for those who were redirected", () => {
    expect(decide(600, { ...open, liveList: "listed" })).toBe("lives 615");
    expect(decide(600, { ...open, liveList: null, unlistedSince: null })).toBe("wait 605");
    expect(decide(600, { ...open, liveList: "forbidden", unlistedSince: null })).toBe("gone");
  });
});

test("a meeting is made again at most once in ten minutes", () => {
  expect(decide(10, { recreatedAt: at(-590) })).toBe("gone");
  expect(decide(10, { recreatedAt: at(-589) })).toBe("gone 11");
  expect(decide(5, { recreatedAt: at(-100) })).toBe("gone 500");
});
