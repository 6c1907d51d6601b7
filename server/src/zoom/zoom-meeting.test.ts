import { expect, test } from "vitest";
import { zoomMeetingAnswer } from "./zoom-meeting.ts";

const answer = zoomMeetingAnswer({ apiUrl: "https://api.zoom.us/v2", joinHosts: ["zoom.us"] });

const meeting = {
  uuid: "aDYlohsHRtCd4ii1uC2+hA==",
  id: 97763643886,
  host_id: "30R7kT7bTIKSNUFEuH_Qlg",
  topic: "Online visit",
  created_at: "2026-03-09T14:00:00Z",
  join_url: "https://us05web.zoom.us/j/97763643886?pwd=x.1",
};

test("what Zoom tells is read in our words, and the rest is left out", () => {
  expect(
    answer.parse({
      ...meeting,
      agenda: "",
      start_time: "2026-03-10T09:00:00Z",
      duration: 30,
      start_url: "https://us05web.zoom.us/s/97763643886?zak=z",
      password: "a1B2c3",
      settings: { waiting_room: true, join_before_host: false, approval_type: 2, focus_mode: true },
      h323_password: "123456",
    }),
  ).toEqual({
    id: "97763643886",
    uuid: meeting.uuid,
    hostId: meeting.host_id,
    topic: "Online visit",
    createdAt: new Date("2026-03-09T14:00:00Z"),
    startTime: new Date("2026-03-10T09:00:00Z"),
    duration: 30,
    startUrl: "https://us05web.zoom.us/s/97763643886?zak=z",
    joinUrl: meeting.join_url,
    password: "a1B2c3",
    settings: { waiting_room: true, join_before_host: false, approval_type: 2 },
  });
});

test("an id in quotes is the same id", () => {
  expect(answer.parse({ ...meeting, id: "97763643886" }).id).toBe("97763643886");
});

test("odd fields that we can do without are left out", () => {
  const odd = { duration: "long", start_time: "tomorrow", password: 7, settings: null, start_url: null };
  expect(answer.parse({ ...meeting, ...odd })).toMatchObject({ id: "97763643886", settings: {} });
});

test.each([
  ["no id", { id: undefined }],
  ["an id beyond exact numbers", { id: 2 ** 60 }],
  ["an id that is not a number", { id: "../users" }],
  ["no join link", { join_url: undefined }],
  ["a join link elsewhere", { join_url: "https://evil.example/j/1" }],
  ["a script as join link", { join_url: "javascript:alert(1)" }],
  ["a start link elsewhere", { start_url: "https://evil.example/s/1" }],
  ["an id with too few digits", { id: 12345678 }],
])("%s makes the answer unreadable", (_, change) => {
  expect(answer.safeParse({ ...meeting, ...change }).success).toBe(false);
});
