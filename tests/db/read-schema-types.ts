import { readFileSync } from "node:fs";
import * as lists from "@patientcare/zoom-db/unions";

interface ColumnType {
  nullable: boolean;
  /** The database fills it in when an insert leaves it out. */
  optional: boolean;
  /** What it is in TypeScript: `string`, `Date`, … or the words of a union. */
  type: string;
}
export type Tables = Record<string, Record<string, ColumnType>>;

const textOf = (file: string) => readFileSync(new URL(`../../db/src/${file}`, import.meta.url), "utf8");
const source = textOf("schema.ts");
const unionsSource = textOf("unions.ts");

const unions = new Map(
  [...unionsSource.matchAll(/^export type (\w+) = \(typeof (\w+)\)\[number\];/gm)].map(
    ([, name = "", list = ""]) => [
      name,
      Object(lists)
        [list].map((member: string) => `"${member}"`)
        .join(" | "),
    ],
  ),
);

/** The tables of db/src/schema.ts, read from its text: types leave nothing behind that a test could ask. */
export function readSchemaTypes(): Tables {
  const interfaces = new Map<string, Record<string, ColumnType>>();
  const declarations = source.matchAll(/interface (\w+)(?: extends ([^{]+?))? \{\n((?: {2}.+\n)*)\}/g);
  for (const [, name = "", parent = "", body = ""] of declarations) {
    const inherited = Object.entries(interfaces.get(/\w*Owned/.exec(parent)?.[0] ?? "") ?? {});
    const kept = inherited.filter(
      ([column]) => !(parent.startsWith("Omit") && parent.includes(`"${column}"`)),
    );
    const own = [...body.matchAll(/^ {2}(\w+): (.+);$/gm)].map(([, column = "", type = ""]) => [
      column,
      toColumn(type),
    ]);
    interfaces.set(name, Object.fromEntries([...kept, ...own]));
  }
  const database = /interface Database \{\n((?: {2}.+\n)*)\}/.exec(source)?.[1] ?? "";
  return Object.fromEntries(
    [...database.matchAll(/^ {2}(\w+): (?:(Archived)<)?(\w+)>?;$/gm)].map(
      ([, table = "", archived, name = ""]) => [
        table,
        { ...interfaces.get(name), ...(archived && { archived_at: toColumn("Defaulted") }) },
      ],
    ),
  );
}

function toColumn(declared: string): ColumnType {
  const nullable = / \| null$|\| null\b/.test(declared);
  const bare = declared.replace(/ \| null\b/, "");
  const generated = /^(?:Generated(?:Always)?|Json)<(.+)>$/.exec(bare)?.[1];
  const optional = bare === "Defaulted" || generated !== undefined;
  const inner = bare.startsWith("Json<") ? "json" : (generated ?? bare);
  const known: Record<string, string> = {
    Defaulted: "Date",
    Timestamp: "Date",
    Encrypted: "string",
    Sealed: "string",
    "Encrypted | Sealed": "string",
  };
  const type = inner.startsWith("ColumnType<Date") ? "Date" : (known[inner] ?? unions.get(inner) ?? inner);
  return { nullable, optional, type };
}
