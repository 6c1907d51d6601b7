import type { ErrorData } from "@patientcare/zoom-server/rpc/error-data.ts";
import superjson, { type SuperJSONResult } from "superjson";
import { type FailureDetails, ZoomServiceError } from "./errors.ts";

/** An answer of the service to one call: its result, or why it refused. */
export type Answer = { result: unknown } | { failure: ZoomServiceError };

/** An error as the service words it. */
export interface WireError {
  message: string;
  code: number;
  data: ErrorData;
}

type Sent = { token: string; requestId: string };

/** Reads the whole answer. Whatever the service would not have written is said to be somebody else's. */
export async function readAnswer(response: Response, sent: Sent): Promise<Answer> {
  const body = parse(await response.text());
  if (response.ok && isRecord(body) && isRecord(body.result) && isSerialized(body.result.data)) {
    return { result: superjson.deserialize(body.result.data) };
  }
  return { failure: refusalIn(body, response, sent) ?? notOurs(response, sent) };
}

/** The service's refusal in a body; undefined where it is none. */
export function refusalIn(body: unknown, response: Response, sent: Sent): ZoomServiceError | undefined {
  const error = isRecord(body) && isRecord(body.error) ? body.error.json : undefined;
  return isWireError(error) ? refusal(error, detailsOf(response, sent)) : undefined;
}

export const refusal = ({ message, data }: WireError, details: FailureDetails = {}): ZoomServiceError =>
  new ZoomServiceError(data.reason, message, {
    ...details,
    data,
    requestId: data.requestId ?? details.requestId,
  });

/** A proxy, another service, a redirect. */
export function notOurs(response: Response, sent: Sent): ZoomServiceError {
  const status = response.type === "opaqueredirect" ? "a redirect" : `status ${response.status}`;
  return new ZoomServiceError(
    "NETWORK_ERROR",
    `Something else answered (${status}), not the PatientCare Zoom service. Check baseUrl and any proxy in front of it.`,
    detailsOf(response, sent),
  );
}

/** Headers that set cookies, or that send the token back, are left out. */
function detailsOf(response: Response, { token, requestId }: Sent): FailureDetails {
  const headers = [...response.headers].filter(
    ([name, value]) => name !== "set-cookie" && !value.includes(token),
  );
  return {
    status: response.status,
    headers: Object.fromEntries(headers),
    requestId: response.headers.get("x-request-id") ?? requestId,
  };
}

export const isWireError = (error: unknown): error is WireError =>
  isRecord(error) &&
  typeof error.message === "string" &&
  isRecord(error.data) &&
  typeof error.data.reason === "string";

const isSerialized = (data: unknown): data is SuperJSONResult => isRecord(data) && "json" in data;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
