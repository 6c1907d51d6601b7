import { expect, test } from "vitest";
import { z } from "zod";
import { MeetingEvent } from "../contract/events.ts";
import { LegacyLink, LegacyMeeting } from "../contract/legacy.ts";
import { procedureDescriptions } from "../contract/procedures.ts";
import { appRouter } from "./index.ts";

interface Served {
  _def: { inputs: z.ZodType[]; output?: z.ZodType };
}
const procedures: Record<string, Served> = Object(appRouter._def.procedures);

type Schema = z.core.JSONSchema.BaseSchema;

/** Every field of a schema, at any depth, with its description. */
function fieldsOf(schema: Schema, path: string): [path: string, description: string][] {
  const inner = [
    schema.items,
    schema.additionalProperties,
    ...(schema.anyOf ?? []),
    ...(schema.allOf ?? []),
  ].filter((one): one is Schema => typeof one === "object" && !Array.isArray(one));
  const own = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  return [
    ...own.flatMap(([name, field]): [string, string][] => [
      [`${path}.${name}`, field.description ?? ""],
      ...fieldsOf(field, `${path}.${name}`),
    ]),
    ...inner.flatMap((one) => fieldsOf(one, path)),
  ];
}

const described = (schema: z.ZodType, path: string, io: "input" | "output") =>
  fieldsOf(z.toJSONSchema(schema, { io, unrepresentable: "any" }), path);

const allFields = [
  ...Object.entries(procedures).flatMap(([name, { _def }]) => [
    ..._def.inputs.flatMap((input) => described(input, `${name} input`, "input")),
    ...(_def.output ? described(_def.output, `${name} output`, "output") : []),
  ]),
  ...described(MeetingEvent, "event", "output"),
  ...described(LegacyMeeting, "REST meeting", "output"),
  ...described(LegacyLink, "REST link", "output"),
];

test("every field of every input and output says in a sentence what it holds", () => {
  expect(allFields.length).toBeGreaterThan(200);
  const undescribed = allFields.filter(([, text]) => !/^[A-Z\d`].{8,}$/s.test(text)).map(([path]) => path);
  expect([...new Set(undescribed)]).toEqual([]);
});

test("times say so, and lengths of time name their unit", () => {
  const lengths = allFields.filter(([path]) => /(duration|seconds|Ms)$/.test(path));
  expect(lengths.filter(([, text]) => !/minutes|seconds/.test(text))).toEqual([]);
});

test("every procedure that is served is described, and no other", () => {
  expect(Object.keys(procedureDescriptions).sort()).toEqual(Object.keys(procedures).sort());
  for (const { summary } of Object.values(procedureDescriptions)) expect(summary).toMatch(/^[A-Z].{20,}\.$/s);
});
