export interface ReadinessStatus {
  status: "ready" | "not ready" | "draining";
  code: 200 | 503;
}

/** The answer of both /readyz: load balancers go by the code, and people by the word. */
export function readinessOf(draining: boolean, ready: boolean): ReadinessStatus {
  if (draining) return { status: "draining", code: 503 };
  return ready ? { status: "ready", code: 200 } : { status: "not ready", code: 503 };
}
