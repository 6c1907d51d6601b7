import { readdirSync, readFileSync } from "node:fs";
import type { Inputs, Outputs } from "@patientcare/zoom-sdk";
import type { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { expect, test } from "vitest";
import { printSdkTypes } from "./print-sdk-types.ts";

const folder = "sdk/src/service";

test("the printed types are those of the contract as it is now (else: npm run sdk-types)", () => {
  const committed = readdirSync(folder).map((file) => [file, readFileSync(`${folder}/${file}`, "utf8")]);
  expect(Object.fromEntries(committed)).toEqual(printSdkTypes());
});

/** tRPC says with `void` that an input may be left out. */
type WithoutVoid<Table> = {
  [R in keyof Table]: { [P in keyof Table[R]]: Exclude<Table[R][P], void> };
};
interface Served {
  inputs: WithoutVoid<inferRouterInputs<typeof appRouter>>;
  outputs: inferRouterOutputs<typeof appRouter>;
}
interface Printed {
  inputs: WithoutVoid<Inputs>;
  outputs: Outputs;
}

test("the compiler takes printed types for those that are served, and the other way round", () => {
  const asServed = (printed: Printed): Served => printed;
  const asPrinted = (served: Served): Printed => served;
  expect([asServed, asPrinted]).toHaveLength(2);
});
