type NetworkFailure = { neverSent: boolean; code: string };

const neverConnected =
  /^(?:UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_CERT_ALTNAME_INVALID|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * The meaning of a failed exchange for the call. "Never sent" needs proof: looking up, connecting or checking the
 * certificate failed at every address. All else may have reached Zoom.
 */
export function networkFailure(error: unknown): NetworkFailure {
  const causes = rootCauses(error, 5);
  return {
    neverSent: causes.length > 0 && causes.every(failedBeforeSending),
    code: causes.map(codeOf).find((code) => code !== undefined) ?? "network error",
  };
}

function rootCauses(error: unknown, depth: number): Error[] {
  if (!(error instanceof Error) || depth === 0) return [];
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  const deeper = inner.flatMap((cause) => rootCauses(cause, depth - 1));
  return deeper.length > 0 ? deeper : [error];
}

// A host may also become unreachable in the middle of a call, with the same code: the system call tells.
function failedBeforeSending(error: Error): boolean {
  const syscall = "syscall" in error ? error.syscall : undefined;
  return syscall === "connect" || syscall === "getaddrinfo" || neverConnected.test(codeOf(error) ?? "");
}

function codeOf(error: Error): string | undefined {
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" && /^\w+$/.test(code) ? code : undefined;
}
