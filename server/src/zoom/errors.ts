/** A field of ours that Zoom refused, or one of its answer that cannot be used: cleaned and short. */
export type RefusedField = { field: string; message: string };

export type ZoomFailure =
  | { kind: "rate-limited"; until: Date | null; scope: "account" | "host" }
  | { kind: "not-found"; code: number }
  | {
      kind: "rejected";
      status: number;
      code: number | string;
      message: string;
      scopes?: string[];
      errors?: RefusedField[];
    }
  | { kind: "unavailable" | "unknown-outcome"; detail: string; unreadable?: RefusedField[] };

/**
 * Why a call to Zoom did not succeed. `unavailable` means the call was surely not carried out;
 * `unknown-outcome` means a mutating call may have been; `unreadable` names the fields of a 2xx that cannot be used.
 * A rate limit without `until` says nothing about its end. Neither the message nor the failure holds
 * addresses, secrets, passcodes or e-mails, and there is no `cause`: network errors quote the whole URL.
 */
export class ZoomError extends Error {
  override readonly name = "ZoomError";
  readonly failure: ZoomFailure;

  constructor(failure: ZoomFailure, endpoint = "Zoom") {
    super(`${endpoint}: ${describe(failure)}`);
    this.failure = failure;
  }
}

/** The facts of a failure that are observed beside its kind. */
export const refusalOf = (failure: ZoomFailure): { code?: number | string; scopes?: string[] } =>
  failure.kind === "rejected"
    ? { code: failure.code, ...(failure.scopes && { scopes: failure.scopes }) }
    : {};

function describe(failure: ZoomFailure): string {
  switch (failure.kind) {
    case "rate-limited":
      return `${failure.scope} rate limit ${failure.until ? `until ${failure.until.toISOString()}` : "of unknown length"}`;
    case "not-found":
      return `not found (${failure.code})`;
    case "rejected":
      return `rejected with ${failure.status}/${failure.code}: ${failure.message}`;
    case "unavailable":
      return `unavailable, ${failure.detail}`;
    case "unknown-outcome":
      return `outcome unknown, ${failure.detail}`;
  }
}
