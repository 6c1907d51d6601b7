import type { z } from "zod";
import { describeFields, type FieldDescription, typeNameOf } from "../../contract/describe-fields.ts";
import { MeetingEvent } from "../../contract/events.ts";
import {
  type ProcedureDescription,
  type ProcedureName,
  procedureDescriptions,
} from "../../contract/procedures.ts";
import { type Role, roles } from "../../domain/actor.ts";
import type { Reason } from "../../domain/errors.ts";
import { type Grant, grantFor, type Permission, policy } from "../../domain/policy.ts";
import { restRoutes } from "../../rest/routes.ts";
import { type ServedProcedure, servedProcedures } from "../../routers/served-procedures.ts";

interface Answer {
  /** The name of a type that is described once for all; undefined where the fields stand here. */
  typeName: string | undefined;
  fields: FieldDescription[];
}

interface Access {
  permission: Permission;
  grants: { role: Role; grant: Grant }[];
}

/** Everything that callers are told of one procedure. */
export interface ProcedureReference {
  name: ProcedureName;
  kind: ServedProcedure["kind"];
  summary: string;
  repeatable: boolean;
  reasons: readonly Reason[];
  input: FieldDescription[];
  output: Answer;
  /** The roles that may call it, and then the parts of it that are granted apart, such as `links.get:host`. */
  access: Access[];
  /** Its deprecated paths over REST, such as `GET /api/zoom/meetings/:meetingId`. */
  rest: string[];
}

/** Every procedure, from the contract, the policy and the routes of REST. */
export const describeProcedures = (): ProcedureReference[] =>
  servedProcedures.map(({ name, kind, input, output }) => {
    const { summary, reasons, repeatable }: ProcedureDescription = procedureDescriptions[name];
    return {
      name,
      kind,
      summary,
      reasons,
      repeatable: repeatable === true,
      input: describeFields(input, "input"),
      output: describeAnswer(output ?? MeetingEvent),
      access: accessTo(name),
      rest: restRoutes
        .filter(({ procedure }) => procedure === name)
        .map(({ method, path }) => `${method} /api/zoom${path}`),
    };
  });

function describeAnswer(schema: z.ZodType): Answer {
  const typeName = typeNameOf(schema);
  return { typeName, fields: typeName ? [] : describeFields(schema, "output") };
}

const accessTo = (name: ProcedureName): Access[] =>
  (Object.keys(policy) as Permission[])
    .filter((permission) => permission === name || permission.startsWith(`${name}:`))
    .map((permission) => ({
      permission,
      grants: roles.map((role) => ({ role, grant: grantFor(permission, role) })),
    }));
