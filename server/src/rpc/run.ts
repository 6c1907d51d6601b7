import type { Deps } from "../deps.ts";
import type { Actor } from "../domain/actor.ts";
import type { Permission } from "../domain/policy.ts";
import type { Context } from "./context.ts";

/** One verb of the service; it does not know how it is called. */
export type Operation<Input, Answer> = (deps: Deps, actor: Actor, input: Input) => Promise<Answer>;

/** A call of a procedure once its caller is known and its input fits. */
export interface Call<Input> {
  ctx: Context & { actor: Actor; procedure: Permission };
  input: Input;
}

/** Resolves a procedure by its operation. */
export const run =
  <Input, Answer>(operation: Operation<Input, Answer>) =>
  ({ ctx, input }: Call<Input>): Promise<Answer> =>
    operation(ctx.deps, ctx.actor, input);
