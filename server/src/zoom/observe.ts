/** One HTTP exchange, for metrics and logs. `endpoint` is a template and never holds an id. */
export type ObservedCall = {
  endpoint: string;
  outcome: string;
  durationMs: number;
  trackingId?: string;
};

export type Observe = (call: ObservedCall) => void;
