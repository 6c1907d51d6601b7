import type { Attention } from "@patientcare/zoom-db/unions";
import { ZoomError } from "../../zoom/errors.ts";

/** The meaning of a failed call for its meeting. */
export type FailureMeaning =
  | { kind: "wait"; until: Date | null; attention: Attention | null }
  | { kind: "gone" }
  | {
      kind: "rejected";
      attention: Attention;
      zoomError: { status: number; code: number | string; message: string };
    };

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
    case "unknown-outcome":
      return { kind: "wait", until: null, attention: null };
    case "not-found":
      return { kind: "gone" };
    case "rejected": {
      if (wrongCredentialCodes.has(failure.code))
        return { kind: "wait", until: null, attention: "zoom-credentials" };
      if (missingScopeCodes.has(failure.code)) return { kind: "wait", until: null, attention: "zoom-scopes" };
      const { status, code, message } = failure;
      const attention = cannotHost.has(code) ? "no-host" : "zoom-refused";
      return { kind: "rejected", attention, zoomError: { status, code, message } };
    }
  }
}

/** How the attempt row of a failed call is closed: only Zoom's own refusal proves that nothing was done. */
export const attemptOutcome = (error: unknown): "rejected" | "unknown" =>
  error instanceof ZoomError && error.failure.kind !== "unknown-outcome" ? "rejected" : "unknown";

const maxBackOffMs = 60_000;

/** 1 s, 2 s, 4 s … up to a minute, spread by a quarter so that meetings do not come back all at once. */
export function pauseAfter(failures: number, random: number = Math.random()): number {
  return Math.min(2 ** Math.min(failures - 1, 10) * 1_000, maxBackOffMs) * (0.75 + random / 2);
}
