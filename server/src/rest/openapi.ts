import type { z } from "zod";
import { toJsonSchema } from "../contract/json-schema.ts";
import { LegacyLink, LegacyMeeting } from "../contract/legacy.ts";
import { procedureDescriptions } from "../contract/procedures.ts";
import { Overview } from "../contract/stats.ts";
import { version } from "../telemetry/version.ts";
import { answerComponents, headersOfAnswer } from "./openapi-answers.ts";
import type { RestRoute } from "./rest-route.ts";
import { restRoutes } from "./routes.ts";
import { webhookPathItem } from "./webhook-path.ts";

type Json = Record<string, unknown>;

const named = new Map<z.ZodType, string>([
  [LegacyMeeting, "Meeting"],
  [LegacyLink, "Link"],
  [Overview, "Statistics"],
]);

/** The REST surface as OpenAPI 3.1, from the same rows that serve it. */
export function openApiDocument(): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "PatientCare Zoom, REST",
      version,
      description: introduction,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This service" }],
    security: [{ token: [] }],
    paths: { ...pathsOf(restRoutes), ...webhookPathItem },
    components: {
      ...answerComponents,
      securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: {
        ...Object.fromEntries([...named].map(([schema, name]) => [name, toJsonSchema(schema, "output")])),
        ...answerComponents.schemas,
      },
    },
  };
}

const introduction =
  "For callers that do not use the SDK. New callers are better served by `@patientcare/zoom-sdk`: it is typed, retries what is safe to retry, and knows every procedure. Times are ISO 8601 with `Z` or an offset. A meeting is named by our uuid or by Zoom's id of 9 to 12 digits.";

function pathsOf(routes: readonly RestRoute[]): Record<string, Json> {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = `/api/zoom${route.path.replace(/:(\w+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}

function operationOf(route: RestRoute): Json {
  const { properties = {}, required: allRequired = [] } = toJsonSchema(route.input, "input");
  const inPath = [...route.path.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? []);
  const others = Object.keys(properties).filter((name) => !inPath.includes(name));
  const required = (name: string) => allRequired.includes(name);
  const isQuery = route.method === "GET";
  const body = {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(others.map((name) => [name, properties[name]])),
    required: others.filter(required),
  };
  return {
    operationId: route.procedure.replace(".", "_"),
    summary: route.summary,
    description: `${procedureDescriptions[route.procedure].summary} (Procedure \`${route.procedure}\`.)`,
    deprecated: true,
    tags: [route.procedure.split(".")[0]],
    parameters: [
      ...inPath.map((name) => ({
        name,
        in: "path",
        required: true,
        schema: pathSchema(name, properties),
      })),
      ...(isQuery ? others : []).map((name) => ({
        name,
        in: "query",
        required: required(name),
        schema: properties[name],
      })),
      ...(isQuery ? [] : [idempotencyKey]),
    ],
    ...(!isQuery &&
      others.length > 0 && {
        requestBody: {
          required: others.some(required),
          content: { "application/json": { schema: body } },
        },
      }),
    responses: { ...successesOf(route), ...errorsOf(route, others.length > 0) },
  };
}

const idempotencyKey: Json = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Names this change: asked for again under the same name within 24 hours, it is done once",
  schema: { type: "string", pattern: "^[ -~]{1,255}$" },
};

function pathSchema(name: string, properties: Json): unknown {
  if (name !== "meetingId") return properties[name];
  return {
    type: "string",
    description: "Our uuid, or Zoom's id",
    pattern: "^([0-9a-fA-F-]{36}|[0-9]{9,12})$",
  };
}

function successesOf({ successes, data, message }: RestRoute): Json {
  const content = data
    ? { data: { $ref: `#/components/schemas/${named.get(data)}` } }
    : { message: { type: "string", const: message } };
  const schema = {
    type: "object",
    additionalProperties: false,
    properties: { success: { const: true }, ...content },
    required: ["success", ...Object.keys(content)],
  };
  const answer = (description: string) => ({
    description,
    headers: headersOfAnswer(),
    content: { "application/json": { schema } },
  });
  return Object.fromEntries(Object.entries(successes).map(([status, meaning]) => [status, answer(meaning)]));
}

function errorsOf({ method, path, procedure }: RestRoute, takesInput: boolean): Json {
  const changes = method !== "GET";
  const statuses = [
    ...[400, 401, 403, 429, 500, 503],
    ...(path.includes(":") ? [404] : []),
    ...(changes ? [409, 413, 415] : []),
    ...(procedure === "links.get" ? [410] : []),
    ...(changes && takesInput ? [404, 502] : []),
  ];
  const refer = (status: number) => [status, { $ref: `#/components/responses/Error${status}` }];
  return Object.fromEntries([...new Set(statuses)].sort().map(refer));
}
