import { inspect } from "node:util";
import { expect, test } from "vitest";
import { noAnswer } from "./no-answer.ts";

const sent = { token: "c2VjcmV0", requestId: "r-1" };

test("an error of the runtime that quotes a header is passed on without the token, with its code and causes", () => {
  const inner = Object.assign(new Error("invalid value: Bearer c2VjcmV0"), {
    code: "EINVAL",
    header: "c2VjcmV0",
  });
  const failure = noAnswer(new TypeError("Bearer c2VjcmV0 is no header", { cause: inner }), sent);
  const shown = inspect(failure, { depth: 20, showHidden: true });
  expect(shown).not.toContain("c2VjcmV0");
  expect(failure).toMatchObject({
    requestId: "r-1",
    cause: { name: "TypeError", message: "Bearer … is no header", cause: { code: "EINVAL" } },
  });
});

test("several causes at once are told by the first, and a circle of causes ends", () => {
  const both = new AggregateError([
    Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
    new Error("no"),
  ]);
  expect(noAnswer(new TypeError("fetch failed", { cause: both }), sent)).toMatchObject({
    cause: { cause: { cause: { code: "ECONNREFUSED" } } },
  });
  const circle = new Error("round");
  circle.cause = circle;
  expect(inspect(noAnswer(circle, sent), { depth: 20 })).toContain("round");
});
