import { Time } from "@patientcare/zoom-server/contract/fields.ts";
import { isCopyOf } from "@patientcare/zoom-server/contract/json-schema.ts";
import { z } from "zod";
import { type NamedSchema, namedSchemas } from "./named-schemas.ts";
import { printComment } from "./print-comment.ts";

type Schema = z.core.$ZodType;
type Io = NamedSchema["io"];

const all = Object.values(namedSchemas).flat();

const valuesOf = (schema: Schema): string => JSON.stringify(definitionOf(schema).entries ?? null);

const nameOf = (schema: Schema): string | undefined =>
  all.find((named) =>
    definitionOf(schema).type === "enum"
      ? valuesOf(named.schema) === valuesOf(schema)
      : isCopyOf(schema, named.schema),
  )?.name;

const definitionOf = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def as Definition;

/** The parts of zod's definitions that are read here. */
interface Definition {
  type: string;
  entries?: Record<string, string>;
  values?: unknown[];
  element?: Schema;
  valueType?: Schema;
  innerType?: Schema;
  options?: Schema[];
  in?: Schema;
  out?: Schema;
  shape?: Record<string, Schema>;
}

/** A schema as a TypeScript type: a named one by its name, fields with their descriptions. */
export const printType = (schema: Schema, io: Io, indent = ""): string =>
  nameOf(schema) ?? printWhole(schema, io, indent);

/** The same, and a schema that has a name is printed whole too. */
export function printWhole(schema: Schema, io: Io, indent: string): string {
  if (isCopyOf(schema, Time)) return io === "input" ? "Date | string" : "Date";
  const { type, innerType, options, shape, ...parts } = definitionOf(schema);
  const print = (inner: Schema | undefined) => {
    if (!inner) throw new Error(`A schema of type ${type} has no inner type`);
    return printType(inner, io, indent);
  };
  switch (type) {
    case "string":
    case "number":
    case "boolean":
      return type;
    case "date":
      return "Date";
    case "enum":
      return literals(Object.values(parts.entries ?? {}));
    case "literal":
      return literals(parts.values ?? []);
    case "record":
      return `Record<string, ${print(parts.valueType)}>`;
    case "nullable":
      return `${print(innerType)} | null`;
    case "optional":
    case "default":
    case "catch":
      return print(innerType);
    case "union":
      return [...new Set(options?.map(print))].join(" | ");
    case "array": {
      const inner = print(parts.element);
      return inner.includes(" | ") && !inner.startsWith("{") ? `(${inner})[]` : `${inner}[]`;
    }
    case "pipe":
      return print(io === "input" ? parts.in : parts.out);
    case "object":
      return printObject(shape ?? {}, io, indent);
    default:
      throw new Error(`The SDK's types cannot be printed: there is no rule for zod's type ${type}`);
  }
}

const literals = (values: unknown[]) => values.map((value) => JSON.stringify(value)).join(" | ");

function printObject(shape: Record<string, Schema>, io: Io, indent: string): string {
  const deeper = `${indent}  `;
  const fields = Object.entries(shape).flatMap(([name, field]) => {
    const { type } = definitionOf(field);
    const optional = type === "optional" || (type === "default" && io === "input");
    const printed = printType(field, io, deeper);
    return [
      printComment(descriptionOf(field), deeper),
      `${deeper}${name}${optional ? "?" : ""}: ${printed}${optional ? " | undefined" : ""};`,
    ];
  });
  return ["{", ...fields, `${indent}}`].join("\n");
}

/** A field's description may lie inside of what makes it optional. */
function descriptionOf(field: Schema): string {
  const own = z.globalRegistry.get(field)?.description;
  const { innerType } = definitionOf(field);
  return own ?? (innerType ? descriptionOf(innerType) : "");
}
