import { expect, test } from "vitest";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { failureOf } from "./failure-of.ts";
import { procedure } from "./procedure.ts";
import { trpc } from "./trpc.ts";

const Output = z.object({ topic: z.string(), people: z.array(z.object({ age: z.number() })) });

/** Calls a procedure whose operation answers this JSON; `lines` is the log. */
function answering(json: string) {
  const lines: [fields: object, message: string][] = [];
  const write = (fields: object, message: string) => void lines.push([fields, message]);
  const deps: Deps = Object({
    log: { info: write, error: write },
    databaseState: { note: () => false },
    metrics: { callDuration: { observe() {} } },
    encryption: { keyedHash: () => Buffer.alloc(32) },
    storeAccess: async () => {},
  });
  const get = procedure("meetings.get")
    .input(z.object({}))
    .output(Output)
    .query(() => JSON.parse(json));
  const caller = trpc.createCallerFactory(trpc.router({ get }))({
    deps,
    requestId: "r-1",
    startedAt: performance.now(),
    authenticate: async () => ({ sub: "a", role: "admin", email: null }),
  });
  return { get: () => caller.get({}), lines };
}

test("fields that the schema does not name are left out of the answer", async () => {
  const { get } = answering('{ "topic": "x", "people": [{ "age": 1, "secret": "y" }], "more": "z" }');
  expect(await get()).toEqual({ topic: "x", people: [{ age: 1 }] });
});

test("an answer that does not fit is our failure, and is logged by place and never by value", async () => {
  const { get, lines } = answering('{ "topic": "x", "people": [{ "age": "Jane Doe" }] }');
  const failure = failureOf(await get().catch((error) => error));
  expect([failure.reason, failure.details]).toEqual(["INTERNAL_ERROR", {}]);
  expect(failure.message).not.toContain("Jane");
  expect(JSON.stringify(lines)).toContain("people.0.age");
  expect(JSON.stringify(lines)).not.toContain("Jane");
});
