export type LoadRequest = {
  method: "GET" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: string;
};

export type LoadJob = {
  url: string;
  connections: number;
  /** Answered as well, but not measured. */
  warmUpSeconds: number;
  seconds: number;
  /** Spread over the connections; each sends its own share again and again. */
  requests: LoadRequest[];
};

export type LoadFigures = {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** All of them, the warm-up's as well. */
  answers: number;
  /** Answers that are not 2xx, and connections that broke or waited too long. */
  errors: number;
};
