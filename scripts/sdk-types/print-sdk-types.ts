import { namedSchemas } from "./named-schemas.ts";
import { printComment } from "./print-comment.ts";
import { printMethods, printProcedures } from "./print-methods.ts";
import { printWhole } from "./print-type.ts";

/** The files of `sdk/src/service`, by name: the types of the service as its zod schemas give them. */
export function printSdkTypes(): Record<string, string> {
  const types = Object.entries(namedSchemas).map(([file, schemas]) => [
    `${file}.ts`,
    schemas
      .map(({ name, schema, io, description }) => {
        const printed = printWhole(schema, io, "");
        const declared = printed.startsWith("{")
          ? `export type ${name} = ${printed};`
          : `export type ${name} =\n  | ${printed.replaceAll(" | ", "\n  | ")};`;
        return `${printComment(description)}\n${declared}`;
      })
      .join("\n\n"),
  ]);
  const files: Record<string, string> = {
    ...Object.fromEntries(types),
    "methods.ts": printMethods(),
    "procedures.ts": printProcedures(),
  };
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => [file, `${head}${importsOf(file, text)}${text}\n`]),
  );
}

const head = "// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.\n\n";

const homes: Record<string, string> = {
  ...Object.fromEntries(
    Object.entries(namedSchemas).flatMap(([file, schemas]) =>
      schemas.map(({ name }) => [name, `./${file}.ts`]),
    ),
  ),
  CallOptions: "../options.ts",
  ChangeOptions: "../options.ts",
  FollowOptions: "../options.ts",
};

function importsOf(file: string, text: string): string {
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/"[^"]*"/g, "");
  const used = new Set(code.match(/\b[A-Z]\w*/g));
  const foreign = Object.entries(homes).filter(([name, home]) => used.has(name) && home !== `./${file}`);
  const lines = [...new Set(foreign.map(([, home]) => home))].sort().map((home) => {
    const names = foreign.filter(([, from]) => from === home).map(([name]) => name);
    return `import type { ${names.sort().join(", ")} } from "${home}";\n`;
  });
  return lines.length === 0 ? "" : `${lines.join("")}\n`;
}
