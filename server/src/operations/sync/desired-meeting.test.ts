import { expect, test } from "vitest";
import type { ZoomMeeting } from "../../zoom/zoom-meeting.ts";
import { desiredMeeting, differenceFrom } from "./desired-meeting.ts";

const row = {
  marker: "0123456789ABCDEF-default",
  start_time: new Date("2027-01-15T09:00:00.750Z"),
  duration: 30,
  timezone: "Europe/Berlin",
};
const before = new Date("2027-01-15T08:00:00Z");
const after = new Date("2027-01-15T09:10:00Z");

const atZoom: ZoomMeeting = {
  id: "81234567890",
  topic: "Online visit · 0123456789ABCDEF-default",
  startTime: new Date("2027-01-15T09:00:00Z"),
  duration: 30,
  joinUrl: "https://zoom.us/j/81234567890",
  password: "abcDEF1234",
  settings: { waitingRoom: true, joinBeforeHost: false, audio: "both" },
};

test("Zoom is told the start as whole seconds of UTC, and nothing but the mark about the visit", () => {
  expect(desiredMeeting(row, "abcDEF1234", before)).toEqual({
    topic: "Online visit · 0123456789ABCDEF-default",
    agenda: "0123456789ABCDEF-default",
    type: 2,
    start_time: "2027-01-15T09:00:00Z",
    duration: 30,
    timezone: "Europe/Berlin",
    password: "abcDEF1234",
    settings: expect.any(Object),
  });
});

test("a start that has passed is neither sent nor compared", () => {
  expect(desiredMeeting(row, "abcDEF1234", after)).not.toHaveProperty("start_time");
  const moved = { ...atZoom, startTime: new Date("2027-01-15T12:00:00Z") };
  expect(differenceFrom(row, "abcDEF1234", moved, after)).toEqual({ meeting: false, settings: false });
  expect(differenceFrom(row, "abcDEF1234", moved, before)).toEqual({ meeting: true, settings: false });
});

test("times are the same when their whole seconds are, and what Zoom leaves out is not a difference", () => {
  expect(differenceFrom(row, "abcDEF1234", atZoom, before)).toEqual({ meeting: false, settings: false });
  const terse = { ...atZoom, duration: undefined, password: undefined, settings: {} };
  expect(differenceFrom(row, "abcDEF1234", terse, before)).toEqual({ meeting: false, settings: false });
});

test("another topic, length or passcode makes it another meeting; another setting is said apart", () => {
  for (const change of [
    { topic: "Chat" },
    { duration: 45 },
    { password: "other" },
    { startTime: undefined },
  ]) {
    expect(differenceFrom(row, "abcDEF1234", { ...atZoom, ...change }, before)).toEqual({
      meeting: true,
      settings: false,
    });
  }
  const open = { ...atZoom, settings: { waitingRoom: false } };
  expect(differenceFrom(row, "abcDEF1234", open, before)).toEqual({ meeting: false, settings: true });
});
