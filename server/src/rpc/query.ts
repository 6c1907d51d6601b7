import type { TRPCQueryProcedure } from "@trpc/server";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import type { Permission } from "../domain/policy.ts";
import { checkAnswer } from "./check-answer.ts";
import { answerCall, procedure } from "./trpc.ts";

type Query<Input extends z.ZodType, Output extends z.ZodType> = TRPCQueryProcedure<{
  input: z.input<Input>;
  output: z.output<Output>;
  meta: object;
}>;

/** A procedure that reads, by the operation that does it. */
export const query = <Input extends z.ZodType, Output extends z.ZodType>(
  name: Permission,
  input: Input,
  output: Output,
  operation: (deps: Deps, actor: Actor, input: z.output<Input>) => Promise<z.input<Output>>,
): Query<Input, Output> =>
  // tRPC's types do not see through these parameters; what they infer is written above.
  procedure.query((call) =>
    answerCall(name, call, async (actor, told) =>
      checkAnswer(name, output, await operation(call.ctx.deps, actor, input.parse(told))),
    ),
  ) as unknown as Query<Input, Output>;
