import { expect, test } from "vitest";
import { timeInWords } from "./time-in-words.ts";

test.for([
  ["2026-10-27T09:00:00Z", "Europe/Berlin", "Tue 27 Oct, 10:00, Berlin time"],
  ["2026-07-01T23:30:00Z", "Europe/Berlin", "Thu 2 Jul, 01:30, Berlin time"],
  ["2026-01-05T03:05:00Z", "America/Argentina/Buenos_Aires", "Mon 5 Jan, 00:05, Buenos Aires time"],
  ["2026-01-05T03:05:00Z", "UTC", "Mon 5 Jan, 03:05, UTC"],
  ["2026-01-05T03:05:00Z", "Etc/UTC", "Mon 5 Jan, 03:05, UTC"],
] as const)("%s in %s reads %s", ([at, timeZone, words]) => {
  expect(timeInWords(new Date(at), timeZone)).toBe(words);
});
