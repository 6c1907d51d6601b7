import type { TRPCMutationProcedure } from "@trpc/server";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import type { Permission } from "../domain/policy.ts";
import { invalidInput } from "../http/wire-errors.ts";
import { answerOnce } from "../operations/idempotency/answer-once.ts";
import { checkAnswer } from "./check-answer.ts";
import { answerCall, procedure } from "./trpc.ts";

type Mutation<Input extends z.ZodType, Output extends z.ZodType> = TRPCMutationProcedure<{
  input: z.input<Input>;
  output: z.output<Output>;
  meta: object;
}>;

/**
 * A procedure that changes something, by the operation that does it. With the header Idempotency-Key it is done once,
 * however often it is asked for: who calls and whether the input fits is settled before.
 */
export const mutation = <Input extends z.ZodType, Output extends z.ZodType>(
  name: Permission,
  input: Input,
  output: Output,
  operation: (deps: Deps, actor: Actor, input: z.output<Input>) => Promise<z.input<Output>>,
): Mutation<Input, Output> =>
  // tRPC's types do not see through these parameters; what they infer is written above.
  procedure.mutation((call) =>
    answerCall(name, call, async (actor, told) => {
      const { deps, idempotencyKey } = call.ctx;
      const parsed = input.parse(told);
      const run = () => operation(deps, actor, parsed);
      if (idempotencyKey === undefined) return checkAnswer(name, output, await run());
      const named = { key: readKey(idempotencyKey), procedure: name, input: parsed };
      return checkAnswer(name, output, await answerOnce(deps, actor, named, run));
    }),
  ) as unknown as Mutation<Input, Output>;

function readKey(text: string): string {
  if (/^[ -~]{1,255}$/.test(text)) return text;
  throw invalidInput([{ path: "Idempotency-Key", message: "must be 1 to 255 printable ASCII characters" }]);
}
