import { expect, test } from "vitest";
import { z } from "zod";
import { explain } from "../http/wire-errors.ts";
import { checkAnswer } from "./check-answer.ts";

const output = z.object({ topic: z.string(), people: z.array(z.object({ age: z.number() })) });

test("what the schema does not name stays here", () => {
  const answer = { topic: "x", people: [{ age: 1, secret: "y" }], more: "z" };
  expect(checkAnswer("meetings.get", output, answer)).toEqual({ topic: "x", people: [{ age: 1 }] });
});

test("an answer that does not fit is a failure of ours, and is told by place and never by value", () => {
  const broken = { topic: "x", people: [{ age: "Jane Doe" }] } as never;
  let thrown: unknown;
  try {
    checkAnswer("meetings.get", output, broken);
  } catch (error) {
    thrown = error;
  }
  expect(String(thrown)).toContain("people.0.age");
  expect(String(thrown)).not.toContain("Jane");
  expect(explain(thrown).reason).toBe("INTERNAL_ERROR");
});
