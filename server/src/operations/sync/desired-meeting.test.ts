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
  settings: { waiting_room: true, join_before_host: false, continuous_meeting_chat: { enable: false } },
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
  expect(differenceFrom(row, "abcDEF1234", moved, after)).toEqual({ meeting: false, settings: [] });
  expect(differenceFrom(row, "abcDEF1234", moved, before)).toEqual({ meeting: true, settings: [] });
});

test("times are the same when their whole seconds are, and what Zoom leaves out is not a difference", () => {
  expect(differenceFrom(row, "abcDEF1234", atZoom, before)).toEqual({ meeting: false, settings: [] });
  const terse = { ...atZoom, duration: undefined, password: undefined, settings: {} };
  expect(differenceFrom(row, "abcDEF1234", terse, before)).toEqual({ meeting: false, settings: [] });
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
      settings: [],
    });
  }
  const open = {
    ...atZoom,
    settings: {
      waiting_room: false,
      continuous_meeting_chat: { enable: true },
      auto_start_meeting_summary: true,
      auto_start_ai_companion_questions: true,
    },
  };
  expect(differenceFrom(row, "abcDEF1234", open, before)).toEqual({
    meeting: false,
    settings: [
      "waiting_room",
      "auto_start_meeting_summary",
      "auto_start_ai_companion_questions",
      "continuous_meeting_chat",
    ],
  });
});

test("nothing of a visit is kept by Zoom's assistants or chats; settings that Zoom turned back can be left out", () => {
  expect(desiredMeeting(row, "abcDEF1234", before).settings).toMatchObject({
    auto_recording: "none",
    auto_start_meeting_summary: false,
    auto_start_ai_companion_questions: false,
    continuous_meeting_chat: { enable: false },
  });
  const { settings = {} } = desiredMeeting(row, "abcDEF1234", before, { without: ["waiting_room"] });
  expect(settings).not.toHaveProperty("waiting_room");
  expect(settings).toHaveProperty("audio", "both");
});
