import type { z } from "zod";
import { ApiError } from "./api-error.ts";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function parseBody<T>(schema: z.ZodType<T>, text: string): T {
  const json = text === "" ? {} : parseJson(text);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new ApiError(400, { code: 300, message: "Request Body should be a valid JSON object." });
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path }) => ({
    field: path.join("."),
    message: `Invalid parameter: ${String(path.at(-1) ?? "")}.`,
  }));
  throw new ApiError(400, { code: 300, message: "Validation Failed.", errors });
}
