import { ZoomServiceError } from "./errors.ts";
import { addTraceHeaders } from "./trace-headers.ts";
import { version } from "./version.ts";

// A browser names itself, and asks the service before it sends a header that it does not know.
const isBrowser = "document" in globalThis || "WorkerGlobalScope" in globalThis;

/** The headers of each request; where the application has registered OpenTelemetry, the trace goes on in the service. */
export function requestHeaders(token: string, requestId: string): Record<string, string> {
  return addTraceHeaders({
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "x-request-id": requestId,
    ...(!isBrowser && { "user-agent": `patientcare-zoom-sdk/${version}` }),
  });
}

/** 128 random bits. `crypto.randomUUID` is missing on pages without https. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

/** The id of a call: the caller's own, else a new one. @throws ZoomServiceError VALIDATION_ERROR */
export function requestIdOf(given: string | undefined): string {
  if (given === undefined) return randomId();
  if (/^[A-Za-z0-9._-]{1,128}$/.test(given)) return given;
  throw invalidOption("requestId", 'must be 1 to 128 letters, digits, ".", "_" and "-"');
}

/** @throws ZoomServiceError VALIDATION_ERROR */
export function checkIdempotencyKey(key: string | undefined): string | undefined {
  if (key === undefined || /^[!-~]([ -~]{0,253}[!-~])?$/.test(key)) return key;
  throw invalidOption(
    "idempotencyKey",
    "must be 1 to 255 printable ASCII characters, without spaces at its ends",
  );
}

const maxTimeoutMs = 2 ** 31 - 1;

/** @throws ZoomServiceError VALIDATION_ERROR */
export function checkTimeout(timeoutMs: number): number {
  if (timeoutMs > 0 && timeoutMs <= maxTimeoutMs) return Math.ceil(timeoutMs);
  throw invalidOption("timeoutMs", `must be a number of milliseconds from 1 to ${maxTimeoutMs}`);
}

const invalidOption = (path: string, message: string) =>
  new ZoomServiceError("VALIDATION_ERROR", `${path} ${message}`, { issues: [{ path, message }] });
