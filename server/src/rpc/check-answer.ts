import type { z } from "zod";
import type { Permission } from "../domain/policy.ts";

/**
 * What leaves the service is what its schema says, and no field more. An answer that does not fit is our mistake: the
 * caller is told of no input.
 */
export function checkAnswer<Output extends z.ZodType>(
  name: Permission,
  output: Output,
  answer: z.input<Output>,
): z.output<Output> {
  const checked = output.safeParse(answer);
  if (checked.success) return checked.data;
  const places = checked.error.issues.map(({ path, code }) => `${path.join(".")}: ${code}`);
  throw new Error(`The answer of ${name} does not fit its schema (${places.join(", ")})`);
}
