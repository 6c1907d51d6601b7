import { expect, test } from "vitest";
import { at, slot, window } from "./a-session.ts";
import { nextPollAt, pollDueAt, type Quiet } from "./next-poll.ts";

const quiet = (change: Partial<Quiet> = {}): Quiet => ({
  slot,
  status: "scheduled",
  since: at("09:00"),
  zoomSilent: false,
  ...change,
});

test("a visit is asked for five minutes after its start, or after the last that was heard of it", () => {
  expect(pollDueAt(quiet(), window)).toEqual(at("10:05"));
  expect(pollDueAt(quiet({ status: "started", since: at("10:12") }), window)).toEqual(at("10:17"));
});

test("one that is over, has no meeting at Zoom, or whose window closes before, is not", () => {
  for (const status of ["pending", "ended", "cancelled", "failed", "missed"] as const)
    expect(pollDueAt(quiet({ status }), window)).toBeNull();
  expect(pollDueAt(quiet({ since: at("10:54:59") }), window)).toEqual(at("10:59:59"));
  expect(pollDueAt(quiet({ since: at("10:55") }), window)).toBeNull();
});

test("while Zoom delivers nothing at all, open visits are polled each 30 seconds", () => {
  expect(pollDueAt(quiet({ zoomSilent: true }), window)).toEqual(at("09:45"));
  expect(nextPollAt(quiet({ zoomSilent: true }), window, at("09:50"))).toEqual(at("09:50:30"));
});

test("while nothing is heard it comes again each minute", () => {
  expect(nextPollAt(quiet(), window, at("10:01"))).toEqual(at("10:05"));
  expect(nextPollAt(quiet(), window, at("10:05"))).toEqual(at("10:06"));
  expect(nextPollAt(quiet(), window, at("10:20"))).toEqual(at("10:21"));
});
