import { invalidInput } from "../to-domain-error.ts";

const maxDepth = 32;
// The largest input has some dozens of values.
const maxValues = 2_000;

/**
 * Bounds what is looked at more closely afterwards: levels and values of a JSON text that was read. A field named
 * `__proto__` is refused as unknown, since copying would drop it silently. @throws DomainError VALIDATION_ERROR
 */
export function requireModestJson(json: unknown): void {
  let values = 0;
  const visit = (value: unknown, path: string, depth: number): void => {
    if (++values > maxValues) throw refused(`holds more than ${maxValues} values`);
    if (typeof value !== "object" || value === null) return;
    if (depth > maxDepth) throw refused("is nested too deeply");
    for (const key in value) {
      if (key === "__proto__") throw invalidInput([{ path: path + key, message: "is not a known field" }]);
      visit((value as Record<string, unknown>)[key], `${path}${key}.`, depth + 1);
    }
  };
  visit(json, "", 0);
}

const refused = (message: string) => invalidInput([{ path: "", message }]);
