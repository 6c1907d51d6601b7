import type { z } from "zod";
import type { ProcedureName } from "../contract/procedures.ts";
import { appRouter } from "./index.ts";

/** A procedure as it is mounted. */
export interface ServedProcedure {
  name: ProcedureName;
  kind: "query" | "mutation" | "subscription";
  input: z.ZodType;
  /** Undefined for a subscription: it streams events. */
  output: z.ZodType | undefined;
}

interface Mounted {
  _def: { type: ServedProcedure["kind"]; inputs: z.ZodType[]; output?: z.ZodType };
}

/** Every procedure, in the order in which it is mounted. */
export const servedProcedures: readonly ServedProcedure[] = Object.entries(
  Object(appRouter._def.procedures) as Record<ProcedureName, Mounted>,
).map(([name, { _def }]) => {
  const [input] = _def.inputs;
  if (!input) throw new Error(`${name} has no input`);
  return { name: name as ProcedureName, kind: _def.type, input, output: _def.output };
});
