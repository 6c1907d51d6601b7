import superjson, { type SuperJSONResult } from "superjson";
import { requireModestJson } from "../http/require-modest-json.ts";
import { invalidInput } from "../to-domain-error.ts";
import { readValueTypes } from "./read-value-types.ts";
import { serializeAnswer } from "./serialize-answer.ts";

/**
 * superjson both ways. Input in another form is refused: read leniently, its fields would be passed over and the call would
 * mean something else. What superjson may revive is checked before it begins: it can be made to work for seconds.
 */
export const inputTransformer = {
  serialize: serializeAnswer,
  deserialize(sent: unknown): unknown {
    if (!isEnvelope(sent)) {
      throw invalidInput([{ path: "", message: 'must be wrapped as {"json": …}, as superjson writes it' }]);
    }
    const { json, meta } = sent;
    requireModestJson(json);
    if (meta === undefined) return json;
    const types = readValueTypes(meta);
    try {
      return superjson.deserialize({ json, meta: types }, { inPlace: true });
    } catch {
      throw invalidInput([{ path: "", message: '"meta" does not fit "json"' }]);
    }
  },
};

const isEnvelope = (sent: unknown): sent is { json: SuperJSONResult["json"]; meta?: unknown } =>
  typeof sent === "object" && sent !== null && Object.hasOwn(sent, "json");
