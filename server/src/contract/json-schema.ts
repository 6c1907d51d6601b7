import { z } from "zod";
import { Time } from "./fields.ts";

/** A described schema is a copy of the one it describes. */
export const isCopyOf = (schema: z.core.$ZodType, original: z.core.$ZodType): boolean =>
  schema === original || (schema._zod.parent !== undefined && isCopyOf(schema._zod.parent, original));

/** A schema as JSON Schema. Times are texts in ISO 8601, as they are on the wire of REST. */
export function toJsonSchema(schema: z.ZodType, io: "input" | "output"): z.core.JSONSchema.BaseSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema: json }) => {
      if (!isCopyOf(zodSchema, Time) && zodSchema._zod.def.type !== "date") return;
      for (const key of Object.keys(json)) if (key !== "description") Reflect.deleteProperty(json, key);
      Object.assign(json, { type: "string", format: "date-time" });
    },
  });
  return rest;
}
