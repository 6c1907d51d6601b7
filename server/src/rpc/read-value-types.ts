import type { SuperJSONResult } from "superjson";
import { invalidInput } from "../to-domain-error.ts";

type Meta = SuperJSONResult["meta"];

const maxNotes = 64;
const maxPathLength = 200;
/** The types that an input may hold beside those of JSON. */
const revived: ReadonlySet<unknown> = new Set(["Date", "undefined"]);
const reservedNames = /(^|\.)(__proto__|constructor|prototype)(\.|$)/;

/**
 * The types of an input's values from superjson's `meta`, as far as they may be revived. superjson notes besides which
 * values were one object to their sender. That makes no difference to an input, and it is not passed on: to restore it
 * costs the square of what was sent. @throws DomainError VALIDATION_ERROR
 */
export function readValueTypes(meta: unknown): Meta {
  const { values, referentialEqualities = {}, v, ...more } = asRecord(meta);
  if (Object.keys(more).length > 0 || (v !== undefined && v !== 0 && v !== 1)) throw unfit();
  const equal = entriesOf(referentialEqualities);
  if (!equal.every(([, paths]) => isListOfPaths(paths))) throw unfit();
  if (values === undefined) return undefined;
  requireRevived(values);
  return { values, ...(v !== undefined && { v }) };
}

/** A tree by paths: `{"at": ["Date"]}`, or `[type, {children}]`. */
function requireRevived(root: unknown): asserts root is NonNullable<NonNullable<Meta>["values"]> {
  let notes = 0;
  const visit = (node: unknown, path: string): void => {
    if (++notes > maxNotes) throw unfit();
    const [type, children = {}, ...more] = Array.isArray(node) ? node : [undefined, node];
    if (more.length > 0) throw unfit();
    if (Array.isArray(node) && !revived.has(type)) throw notTaken(path);
    for (const [name, child] of entriesOf(children)) visit(child, path === "" ? name : `${path}.${name}`);
  };
  visit(root, "");
}

const isListOfPaths = (paths: unknown): boolean =>
  Array.isArray(paths) && paths.length <= maxNotes && paths.every(isPath);

const isPath = (path: unknown): boolean =>
  typeof path === "string" && path.length <= maxPathLength && !reservedNames.test(path);

function entriesOf(value: unknown): [string, unknown][] {
  const entries = Object.entries(asRecord(value));
  if (entries.length > maxNotes || !entries.every(([path]) => isPath(path))) throw unfit();
  return entries;
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw unfit();
}

const unfit = () => invalidInput([{ path: "", message: '"meta" does not fit "json"' }]);

const notTaken = (path: string) =>
  invalidInput([{ path, message: "is of a type that is not taken: send what JSON holds, and Dates" }]);
