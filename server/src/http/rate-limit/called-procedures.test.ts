import { expect, test } from "vitest";
import { calledProcedures } from "./called-procedures.ts";

test.each([
  ["a.b", ["a.b"]],
  ["a.b?batch=1", ["a.b"]],
  ["a.b,c.d?batch=1", ["a.b", "c.d"]],
  ["a.b%2Cc.d%2cc.d,a.b/?batch=1", ["a.b", "c.d", "c.d", "a.b"]],
  ["a.b%252Cc.d?batch=1", ["a.b%2Cc.d"]],
  [",,?batch=1", ["", "", ""]],
  ["a.b,c.d?batch=1&batch=0", ["a.b", "c.d"]],
  ["a.b,c.d?batch=0&batch=1", ["a.b,c.d"]],
  ["a.b,c.d", ["a.b,c.d"]],
  ["a.b%ZZ,c.d?batch=1", ["a.b%ZZ", "c.d"]],
  ["", [""]],
])("%s calls %j", (path, procedures) => {
  expect(calledProcedures(`http://localhost/trpc/${path}`).paths).toEqual(procedures);
});
