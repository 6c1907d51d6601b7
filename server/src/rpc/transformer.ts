import superjson, { type SuperJSONResult } from "superjson";
import { invalidInput } from "../to-domain-error.ts";
import { serializeAnswer } from "./serialize-answer.ts";

/**
 * superjson both ways. Input in another form is refused: read leniently, its fields would be passed over and the call would
 * mean something else.
 */
export const inputTransformer = {
  serialize: serializeAnswer,
  deserialize(sent: unknown): unknown {
    if (!isEnvelope(sent)) {
      throw invalidInput([{ path: "", message: 'must be wrapped as {"json": …}, as superjson writes it' }]);
    }
    const path = pathToPrototype(sent.json, []);
    if (path !== null) throw invalidInput([{ path, message: "is not a known field" }]);
    try {
      return superjson.deserialize(sent);
    } catch {
      throw invalidInput([{ path: "", message: '"meta" does not fit "json"' }]);
    }
  },
};

const isEnvelope = (sent: unknown): sent is SuperJSONResult =>
  typeof sent === "object" && sent !== null && Object.hasOwn(sent, "json");

const maxDepth = 32;

// superjson drops the field silently.
function pathToPrototype(value: unknown, path: string[]): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (path.length > maxDepth) throw invalidInput([{ path: "", message: "is nested too deeply" }]);
  for (const [key, inner] of Object.entries(value)) {
    const found = key === "__proto__" ? [...path, key].join(".") : pathToPrototype(inner, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}
