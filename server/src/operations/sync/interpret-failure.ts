import type { Attention } from "@patientcare/zoom-db/unions";
import type { ZoomRefusal } from "../../domain/errors.ts";
import { ZoomError } from "../../zoom/errors.ts";

/** The meaning of a failed call for its meeting. */
export type FailureMeaning =
  | {
      kind: "wait";
      until: Date | null;
      attention: Attention | null;
      /** The call succeeded, and its answer cannot be used. */
      unreadable?: ZoomRefusal;
    }
  | { kind: "gone" }
  | { kind: "rejected"; attention: Attention; zoomError: ZoomRefusal };

const wrongCredentialCodes = new Set<number | string>(["credentials", 124, 201]);
const missingScopeCodes = new Set<number | string>([104, 4700, 4711]);
const cannotHost = new Set<number | string>([1001, 1010, 1120, 3161]);

/** `until` null: after the usual pause. Anything that is not Zoom's answer is thrown on. */
export function interpretFailure(error: unknown): FailureMeaning {
  if (!(error instanceof ZoomError)) throw error;
  const { failure } = error;
  switch (failure.kind) {
    case "rate-limited":
      return {
        kind: "wait",
        until: failure.until,
        attention: failure.scope === "host" ? "host-quota" : null,
      };
    case "unavailable":
    case "unknown-outcome": {
      const { unreadable } = failure;
      if (!unreadable) return { kind: "wait", until: null, attention: null };
      const message = "Zoom's answer cannot be used";
      const refusal = { status: 200, code: "unreadable", message, errors: unreadable };
      return { kind: "wait", until: null, attention: null, unreadable: refusal };
    }
    case "not-found":
      return { kind: "gone" };
    case "rejected": {
      if (wrongCredentialCodes.has(failure.code))
        return { kind: "wait", until: null, attention: "zoom-credentials" };
      if (missingScopeCodes.has(failure.code)) return { kind: "wait", until: null, attention: "zoom-scopes" };
      const { status, code, message, errors } = failure;
      const attention = cannotHost.has(code) ? "no-host" : "zoom-refused";
      return { kind: "rejected", attention, zoomError: { status, code, message, ...(errors && { errors }) } };
    }
  }
}

/** True when the app lacks the right to a call: its owner has to grant a scope. */
export const lacksScope = (error: unknown): boolean =>
  error instanceof ZoomError &&
  error.failure.kind === "rejected" &&
  missingScopeCodes.has(error.failure.code);

/** How the attempt row of a failed call is closed: only Zoom's own refusal proves that nothing was done. */
export const attemptOutcome = (error: unknown): "rejected" | "unknown" =>
  error instanceof ZoomError && error.failure.kind !== "unknown-outcome" ? "rejected" : "unknown";

/** False for a call that never reached Zoom, and for one that it refused to the whole account or until a time that it named. */
export function isCounted(error: unknown): boolean {
  if (!(error instanceof ZoomError)) return true;
  const { failure } = error;
  if (failure.kind === "unavailable") return false;
  if (failure.kind === "rate-limited") return failure.until === null;
  if (failure.kind !== "rejected") return true;
  return !wrongCredentialCodes.has(failure.code) && !missingScopeCodes.has(failure.code);
}

const maxBackOffMs = 60_000;

/** 1 s, 2 s, 4 s … up to a minute, spread by a quarter so that meetings do not come back all at once. */
export function pauseAfter(failures: number, random: number = Math.random()): number {
  return Math.min(2 ** Math.min(failures - 1, 10) * 1_000, maxBackOffMs) * (0.75 + random / 2);
}
