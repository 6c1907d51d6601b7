import { z } from "zod";
import { cleanZoomMessage } from "./clean-zoom-message.ts";
import type { RefusedField } from "./errors.ts";
import { parseJson } from "./parse-json.ts";

export type Rejection = {
  code: number;
  message: string;
  rawMessage: string;
  scopes?: string[];
  errors?: RefusedField[];
};

const ZoomErrorBody = z.object({
  code: z.union([
    z.number().int(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ]),
  message: z.string(),
  errors: z
    .array(z.object({ field: z.string(), message: z.string().catch("") }))
    .optional()
    .catch(undefined),
});

const maxErrors = 10;
const maxErrorMessage = 150;

const missingScopes = /does not contain scopes\s*:\s*\[([^\]]*)\]/;
const scopesCodeWhenUnreadable = 104;

/** Zoom's own `{code, message}`, or null when the text is anybody else's (a gateway's page, nothing). */
export function readRejection(text: string): Rejection | null {
  const body = ZoomErrorBody.safeParse(parseJson(text)).data ?? scopesInBrokenJson(text);
  if (!body) return null;
  const scopes = missingScopes.exec(body.message)?.[1];
  return {
    code: body.code,
    message: cleanZoomMessage(body.message),
    rawMessage: body.message,
    ...(scopes !== undefined && { scopes: splitScopes(scopes) }),
    ...(body.errors && body.errors.length > 0 && { errors: cleanFields(body.errors) }),
  };
}

const cleanFields = (errors: readonly RefusedField[]): RefusedField[] =>
  errors.slice(0, maxErrors).map(({ field, message }) => ({
    field: /^[\w.[\]-]{1,64}$/.test(field) ? field : "a field",
    message: cleanZoomMessage(message).slice(0, maxErrorMessage),
  }));

// Some products do not escape the quotes around the scopes inside the message.
function scopesInBrokenJson(text: string): z.output<typeof ZoomErrorBody> | null {
  const message = missingScopes.exec(text)?.[0];
  if (!message) return null;
  return { code: Number(/"code"\s*:\s*"?(\d{1,9})/.exec(text)?.[1] ?? scopesCodeWhenUnreadable), message };
}

function splitScopes(list: string): string[] {
  return list
    .split(",")
    .map((scope) => scope.replace(/[\\"'\s]/g, ""))
    .filter((scope) => scope !== "");
}
