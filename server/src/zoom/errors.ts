export type ZoomFailure =
  | { kind: "rate-limited"; until: Date; scope: "account" | "host" }
  | { kind: "not-found"; code: number }
  | { kind: "rejected"; status: number; code: number | string; message: string; scopes?: string[] }
  | { kind: "unavailable"; detail: string }
  | { kind: "unknown-outcome"; detail: string };

/**
 * Why a call to Zoom did not succeed. `unavailable` means the call was surely not carried out;
 * `unknown-outcome` means a mutating call may have been. Neither the message nor the failure holds
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

function describe(failure: ZoomFailure): string {
  switch (failure.kind) {
    case "rate-limited":
      return `${failure.scope} rate limit until ${failure.until.toISOString()}`;
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
