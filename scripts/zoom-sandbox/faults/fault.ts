export const faultKinds = [
  "status",
  "delay",
  "hang",
  "drop-after-commit",
  "late-commit",
  "html",
  "reset",
  "settings-overridden",
  "altered-response",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Changes to the body of a 2xx response; the call itself is carried out. */
export type ResponseChange = {
  /** Fields to leave out. */
  without?: string[];
  /** Fields to add or replace. */
  with?: Record<string, unknown>;
  /** The host of `join_url`, such as `clinic.zoom-x.de`. */
  joinUrlHost?: string;
  /** Replaces the whole body, e.g. by text that is no JSON. */
  text?: string;
};

export type Fault = {
  /** `path` and `query` are regular expressions over the pathname and the query; `host` is the host's e-mail. */
  match: { method?: string; path?: string; query?: string; host?: string };
  /** The number of calls that are still to fail; -1 for all. */
  times: number;
  kind: FaultKind;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  delayMs?: number;
  settings?: Record<string, unknown>;
  response?: ResponseChange;
};

export type FaultCall = { method: string; url: string; host: string | undefined };

function matches({ match, times }: Fault, { method, url, host }: FaultCall): boolean {
  const { pathname, search } = new URL(url);
  return (
    times !== 0 &&
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.path === undefined || new RegExp(match.path).test(pathname)) &&
    (match.query === undefined || new RegExp(match.query).test(search)) &&
    (match.host === undefined || match.host.toLowerCase() === host)
  );
}

/** The first fault that matches this call; it counts one call less afterwards. */
export function consumeFault(state: { faults: Fault[] }, call: FaultCall): Fault | undefined {
  const fault = state.faults.find((each) => matches(each, call));
  if (!fault) return undefined;
  if (fault.times > 0) fault.times -= 1;
  state.faults = state.faults.filter(({ times }) => times !== 0);
  return fault;
}
