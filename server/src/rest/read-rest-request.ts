import { DomainError } from "../domain/errors.ts";
import { maxBodyBytes, readCapped } from "../http/read-capped.ts";
import { requireModestJson } from "../http/require-modest-json.ts";
import { invalidInput } from "../to-domain-error.ts";

/** The JSON object of a request; nothing at all counts as an empty one. @throws DomainError */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const bytes = await readCapped(request, maxBodyBytes);
  if (!bytes) throw new DomainError("PAYLOAD_TOO_LARGE", "The request is larger than 256 KB");
  if (bytes.length === 0) return {};
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the input as application/json");
  }
  const body = parse(bytes.toString("utf8"));
  requireModestJson(body);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return { ...body };
  throw invalidInput([{ path: "", message: "must be a JSON object" }]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput([{ path: "", message: "is not valid JSON" }]);
  }
}

/** A field of the path may not be repeated in the body or the query. @throws DomainError */
export function requireNoRepeat(params: object, ...others: object[]): void {
  const repeated = Object.keys(params).filter((name) => others.some((other) => Object.hasOwn(other, name)));
  if (repeated.length === 0) return;
  throw invalidInput(repeated.map((path) => ({ path, message: "is not a known field" })));
}

export type MeetingName = { meetingId: string } | { zoomMeetingId: string };

/** `:meetingId` is our uuid or Zoom's decimal id. @throws DomainError VALIDATION_ERROR */
export function readMeetingName(text: string): MeetingName {
  if (/^\d{9,12}$/.test(text)) return { zoomMeetingId: text };
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return { meetingId: text };
  throw invalidInput([{ path: "meetingId", message: "must be our uuid, or Zoom's id of 9 to 12 digits" }]);
}
