import { expect, test } from "vitest";
import { encodeMeetingUuid } from "./encode-meeting-uuid.ts";

test.each([
  ["97763643886", "97763643886"],
  ["aDYlohsHRtCd4ii1uC2+hA==", "aDYlohsHRtCd4ii1uC2%2BhA%3D%3D"],
  ["ab/cd==", "ab%2Fcd%3D%3D"],
  ["/abc//d==", "%252Fabc%252F%252Fd%253D%253D"],
  ["/abc==", "%252Fabc%253D%253D"],
  ["abc//d==", "abc%252F%252Fd%253D%253D"],
])("%s becomes %s", (uuid, expected) => {
  expect(encodeMeetingUuid(uuid)).toBe(expected);
});
