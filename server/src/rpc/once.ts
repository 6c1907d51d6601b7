import { answerOnce } from "../operations/idempotency/answer-once.ts";
import { invalidInput } from "../to-domain-error.ts";
import type { Call, Operation } from "./run.ts";

/**
 * Resolves a procedure by its operation, once for each Idempotency-Key of a caller. It wraps the resolver, since a
 * middleware of tRPC cannot answer in its place.
 */
export const once =
  <Input, Answer>(operation: Operation<Input, Answer>) =>
  ({ ctx, input }: Call<Input>): Promise<Answer> => {
    const { deps, actor, procedure, idempotencyKey } = ctx;
    const change = () => operation(deps, actor, input);
    if (idempotencyKey === undefined) return change();
    return answerOnce(deps, actor, { key: checkKey(idempotencyKey), procedure, input }, change);
  };

function checkKey(key: string): string {
  if (/^[ -~]{1,255}$/.test(key)) return key;
  throw invalidInput([{ path: "Idempotency-Key", message: "must be 1 to 255 printable ASCII characters" }]);
}
