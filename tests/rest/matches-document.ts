import { openApiDocument } from "@patientcare/zoom-server/rest/openapi.ts";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

interface Operation {
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>;
}
const document = openApiDocument() as { paths: Record<string, Record<string, Operation>> };
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, "document");
const compiled = new Map<string, ValidateFunction>();

/**
 * The points in which this answer breaks the document; an empty list when it fits. Addresses and methods that the document does
 * not name are not its business.
 */
export function problemsWith(method: string, path: string, status: number, body: unknown): string[] {
  const name = Object.keys(document.paths).find((pattern) => fits(pattern, path));
  const operation = name === undefined ? undefined : document.paths[name]?.[method.toLowerCase()];
  if (name === undefined || operation === undefined) return [];
  const response = operation.responses[status];
  if (!response) return [`${method} ${name} has no answer with the status ${status}`];
  const pointer = response.$ref ?? `#/paths/${inPointer(name)}/${method.toLowerCase()}/responses/${status}`;
  const schema = `document${pointer}/content/application~1json/schema`;
  const validate = compiled.get(schema) ?? ajv.compile({ $ref: schema });
  compiled.set(schema, validate);
  validate(body);
  return (validate.errors ?? []).map((error) => `${method} ${name} ${status}: ${ajv.errorsText([error])}`);
}

const inPointer = (name: string) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));

// Literal paths first: /meetings/appointment/… is not a meeting called "appointment".
const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/\{\w+\}/g, "[^/]+")}$`).test(path.split("?")[0] ?? "");
