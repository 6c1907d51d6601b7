import {
  type ProcedureDescription,
  procedureDescriptions,
} from "@patientcare/zoom-server/contract/procedures.ts";
import { servedProcedures } from "@patientcare/zoom-server/routers/served-procedures.ts";
import { printComment } from "./print-comment.ts";
import { printType } from "./print-type.ts";

interface Procedure extends ProcedureDescription {
  router: string;
  name: string;
  kind: "query" | "mutation" | "repeatable" | "subscription";
  input: string;
  /** The input may be left out. */
  inputIsOptional: boolean;
  output: string;
}

const procedures: Procedure[] = servedProcedures.map(({ name: path, kind, input, output }) => {
  const [router = "", name = ""] = path.split(".");
  const description: ProcedureDescription = procedureDescriptions[path];
  return {
    router,
    name,
    ...description,
    kind: kind === "mutation" && description.repeatable ? "repeatable" : kind,
    input: printType(input, "input"),
    inputIsOptional: input.safeParse(undefined).success,
    output: output ? printType(output, "output") : "MeetingEvent",
  };
});
const routers = [...new Set(procedures.map(({ router }) => router))];
const ofRouter = (router: string) => procedures.filter((procedure) => procedure.router === router);

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The methods of the client, router by router, with their descriptions. */
export const printMethods = (): string =>
  [
    ...routers.map((router) =>
      [
        printComment(`The procedures under \`${router}\`.`),
        `export interface ${capital(router)}Methods {`,
        ...ofRouter(router).map(printMethod),
        "}",
      ].join("\n"),
    ),
    [
      printComment("The procedures of the service as methods."),
      "export interface Methods {",
      ...routers.map((router) => `  readonly ${router}: ${capital(router)}Methods;`),
      "}",
    ].join("\n"),
    printTable(
      "Inputs",
      'The input of each procedure, such as `Inputs["meetings"]["create"]`.',
      (procedure) => (procedure.inputIsOptional ? `${procedure.input} | undefined` : procedure.input),
    ),
    printTable(
      "Outputs",
      'The answer of each procedure, such as `Outputs["meetings"]["list"]`.',
      (procedure) =>
        procedure.kind === "subscription"
          ? `AsyncIterable<{ id: string; data: ${procedure.output} }>`
          : procedure.output,
    ),
  ].join("\n\n");

function printMethod({ name, summary, reasons, kind, input, inputIsOptional, output }: Procedure): string {
  const options =
    kind === "subscription" ? "FollowOptions" : kind === "query" ? "CallOptions" : "ChangeOptions";
  const answer = kind === "subscription" ? `AsyncGenerator<${output}, void>` : `Promise<${output}>`;
  const own = reasons.map((reason) => `\`${reason}\``).join(", ");
  const tags = own === "" ? [] : [`@throws {ZoomServiceError} ${own}, and the reasons of every call`];
  return [
    printComment(summary, "  ", tags),
    `  ${name}(input${inputIsOptional ? "?" : ""}: ${input}, options?: ${options}): ${answer};`,
  ].join("\n");
}

const printTable = (table: string, description: string, cell: (procedure: Procedure) => string): string =>
  [
    printComment(description),
    `export interface ${table} {`,
    ...routers.flatMap((router) => [
      `  ${router}: {`,
      ...ofRouter(router).map((procedure) => `    ${procedure.name}: ${cell(procedure)};`),
      "  };",
    ]),
    "}",
  ].join("\n");

/** The kind of each procedure: the client needs it at run time. */
export const printProcedures = (): string =>
  [
    printComment("Every procedure of the service. A `repeatable` one is a mutation that may be sent twice."),
    "export const procedures = {",
    ...routers.flatMap((router) => [
      `  ${router}: {`,
      ...ofRouter(router).map(({ name, kind }) => `    ${name}: "${kind}",`),
      "  },",
    ]),
    "} as const;",
  ].join("\n");
