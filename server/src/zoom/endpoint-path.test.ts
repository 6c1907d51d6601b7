import { expect, test } from "vitest";
import { endpointPath } from "./endpoint-path.ts";

test("ids are encoded into the template", () => {
  expect(endpointPath("GET /users/{userId}/meetings", { userId: "a+b/c?d@e.example" })).toBe(
    "/users/a%2Bb%2Fc%3Fd%40e.example/meetings",
  );
});

test.each(["", ".", ".."])("the id %j is refused, since it would name another resource", (meetingId) => {
  expect(() => endpointPath("DELETE /meetings/{meetingId}", { meetingId })).toThrow(TypeError);
});

test("a missing id is refused", () => {
  expect(() => endpointPath("DELETE /meetings/{meetingId}", {})).toThrow(TypeError);
});
