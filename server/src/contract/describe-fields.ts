import type { z } from "zod";
import { toJsonSchema } from "./json-schema.ts";
import { Meeting } from "./meetings.ts";

/** One field of an input or an output, in words. */
export interface FieldDescription {
  /** Its name, with those of the objects that it lies in: `appointment.doctor.email`, `items[].id`. */
  path: string;
  /** Its type as callers of the SDK know it. */
  type: string;
  required: boolean;
  description: string;
}

type Json = z.core.JSONSchema.BaseSchema;

/** The types that stand in many places, and are described once. */
export const namedTypes = { Meeting } as const;

const shapeOf = (json: Json) => JSON.stringify(Object.keys(json.properties ?? {}));
const names = new Map(
  Object.entries(namedTypes).map(([name, schema]) => [shapeOf(toJsonSchema(schema, "output")), name]),
);

/** The name of a schema that has one. */
export const typeNameOf = (schema: z.ZodType): string | undefined =>
  names.get(shapeOf(toJsonSchema(schema, "output")));

/** All fields of an object, those of the objects in it included. */
export const describeFields = (schema: z.ZodType, io: "input" | "output"): FieldDescription[] =>
  fieldsIn(toJsonSchema(schema, io), "");

function fieldsIn({ properties = {}, required = [] }: Json, prefix: string): FieldDescription[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const json = asObject(property);
    const path = `${prefix}${name}`;
    const own = {
      path,
      type: typeOf(json),
      required: required.includes(name) && json.default === undefined,
      description: json.description ?? "",
    };
    const content = contentOf(json);
    return names.has(shapeOf(content))
      ? [own]
      : [own, ...fieldsIn(content, `${path}${isList(json) ? "[]" : ""}.`)];
  });
}

const asObject = (json: Json | boolean): Json => (typeof json === "boolean" ? {} : json);

const optionsOf = ({ anyOf = [] }: Json) => anyOf.map(asObject);
const isNull = ({ type }: Json) => type === "null";
const isList = (json: Json): boolean => json.type === "array" || optionsOf(json).some(isList);

/** The object that a field holds, alone, in a list, or where it is not null. */
function contentOf(json: Json): Json {
  if (json.type === "array") return contentOf(asObject(json.items as Json | boolean));
  const [only, ...others] = optionsOf(json).filter((option) => !isNull(option));
  return only && others.length === 0 ? contentOf(only) : json;
}

function typeOf(json: Json): string {
  const name = names.get(shapeOf(json));
  if (name) return name;
  if (json.enum) return json.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (json.const !== undefined) return JSON.stringify(json.const);
  if (json.anyOf) return [...new Set(optionsOf(json).map(typeOf))].join(" | ");
  if (json.type === "array") {
    const inner = typeOf(asObject(json.items as Json | boolean));
    return inner.includes(" | ") ? `(${inner})[]` : `${inner}[]`;
  }
  if (json.format === "date-time") return "Date";
  return [json.type ?? "string"].flat().join(" | ").replace("integer", "number");
}
