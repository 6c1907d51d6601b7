/** One HTTP exchange, for metrics and logs. `endpoint` is a template and never holds an id. */
export type ObservedCall = {
  endpoint: string;
  outcome: string;
  durationMs: number;
  trackingId?: string;
  /** Zoom's code of a refusal; `credentials` where it gave no token. */
  code?: number | string;
  /** The scopes of which the app lacks one. */
  scopes?: readonly string[];
};

export type Observe = (call: ObservedCall) => void;
