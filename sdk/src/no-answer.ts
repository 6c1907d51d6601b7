import { ZoomServiceError } from "./errors.ts";

const maxDepth = 4;

/** No answer came: the connection failed or broke. */
export const noAnswer = (error: unknown, { token, requestId }: { token: string; requestId: string }) =>
  new ZoomServiceError(
    "NETWORK_ERROR",
    "No answer of the service came: check baseUrl, the network and whether the service runs",
    { cause: describe(error, token, 0), requestId },
  );

/** A runtime's error in words alone: its objects may hold bytes of the request or of the answer. */
function describe(error: unknown, token: string, depth: number): Error | undefined {
  if (!(error instanceof Error) || depth > maxDepth) return undefined;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const cause = describe(inner, token, depth + 1);
  const described = new Error(error.message.replaceAll(token, "…"), cause && { cause });
  described.name = error.name;
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return Object.assign(described, code);
}
