import { reasons } from "../domain/errors.ts";
import { wireOf } from "../http/wire-errors.ts";

type Json = Record<string, unknown>;

const answerHeaders: Json = {
  "X-Request-Id": { description: "Names the request in our logs", schema: { type: "string" } },
  "RateLimit-Policy": {
    description: 'How many calls a caller has in how many seconds, such as "default";q=600;w=60',
    schema: { type: "string" },
  },
  RateLimit: {
    description: 'How many calls are left, and when all are there again, such as "default";r=599;t=60',
    schema: { type: "string" },
  },
  Deprecation: {
    description: "Since when this surface is deprecated (RFC 9745)",
    schema: { type: "string" },
  },
  Link: { description: 'The page that says so: </docs>; rel="deprecation"', schema: { type: "string" } },
};
const retryAfterHeader: Json = {
  description: "Seconds to wait before another try",
  schema: { type: "integer", minimum: 1 },
};

const errorSchema: Json = {
  type: "object",
  required: ["error"],
  additionalProperties: false,
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "details", "requestId", "timestamp"],
      additionalProperties: false,
      properties: {
        code: { type: "string", enum: reasons },
        message: { type: "string", description: "What happened, and what to do" },
        details: {
          type: "object",
          description:
            "`issues` names the fields of an input that do not fit; `zoomError` is the answer of Zoom, with the fields that it refused in `errors`",
        },
        requestId: {
          type: "string",
          description: "Names the request in our logs: report it with the trouble",
        },
        timestamp: { type: "string", format: "date-time" },
      },
    },
  },
};

/** The headers that every answer carries, and others that are named, for an answer of the OpenAPI document. */
export const headersOfAnswer = (...others: "Retry-After"[]): Json =>
  Object.fromEntries(
    [...Object.keys(answerHeaders), ...others].map((name) => [
      name,
      { $ref: `#/components/headers/${name}` },
    ]),
  );

const errorStatuses = [...new Set(reasons.map((reason) => wireOf[reason].status))].sort((a, b) => a - b);

const errorAnswer = (status: number): Json => ({
  description: reasons.filter((reason) => wireOf[reason].status === status).join(", "),
  headers: [409, 429, 503].includes(status) ? headersOfAnswer("Retry-After") : headersOfAnswer(),
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
});

/** Components of the OpenAPI document: headers, and one response for each status of a failure. */
export const answerComponents = {
  schemas: { Error: errorSchema },
  headers: { ...answerHeaders, "Retry-After": retryAfterHeader },
  responses: Object.fromEntries(errorStatuses.map((status) => [`Error${status}`, errorAnswer(status)])),
};
