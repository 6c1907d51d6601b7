import { expect, test } from "vitest";
import { cleanZoomMessage } from "./clean-zoom-message.ts";

test.each([
  ["User does not exist: jane.doe+x@clinic.example.", "User does not exist: [e-mail]"],
  ["User jane%40clinic.example is unknown", "User [e-mail] is unknown"],
  ["Users in '<a@b.example>;c@d.example' are blocked", "Users in '<[e-mail]>;[e-mail]' are blocked"],
  ["User 30R7kT7bTIKSNUFEuH_Qlg not exist", "User [id] not exist"],
  ["Meeting does not exist: 97763643886.", "Meeting does not exist: [number]."],
  ["See https://zoom.us/s/1?zak=abc for more", "See [url] for more"],
  ["two\nlines\u0000", "two lines"],
  ["needs meeting:read:list_past_participants:admin", "needs meeting:read:list_past_participants:admin"],
])("%j becomes %j", (message, expected) => {
  expect(cleanZoomMessage(message)).toBe(expected);
});

test("a long message is cut after cleaning", () => {
  const message = cleanZoomMessage(`${"x ".repeat(140)}person@clinic.example ${"y ".repeat(5000)}`);
  expect(message.length).toBeLessThanOrEqual(300);
  expect(message).not.toContain("person");
});
