import { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import { inputTransformer } from "@patientcare/zoom-server/rpc/transformer.ts";
import { toDomainError } from "@patientcare/zoom-server/to-domain-error.ts";

export interface Judged {
  accepted: boolean;
  milliseconds: number;
  answerBytes: number;
}

export const procedures: string[] = Object.keys(appRouter._def.procedures);

interface Schema {
  parse(input: unknown): unknown;
}

function schemaOf(procedure: string): Schema {
  const { inputs }: { inputs: Schema[] } = Reflect.get(appRouter._def.procedures, procedure)._def;
  const [schema] = inputs;
  if (!schema) throw new Error(`${procedure} has no schema`);
  return schema;
}

/** Reads a body as a call does, from its text to the input or the refusal; the time is what other callers wait. */
export function judge(procedure: string, body: string): Judged {
  const begun = performance.now();
  let answerBytes = 0;
  let accepted = false;
  try {
    schemaOf(procedure).parse(inputTransformer.deserialize(JSON.parse(body)));
    accepted = true;
  } catch (error) {
    const { message, details } = toDomainError(error);
    answerBytes = Buffer.byteLength(JSON.stringify({ message, details }));
  }
  return { accepted, milliseconds: performance.now() - begun, answerBytes };
}
