import type { Fault, SandboxState } from "../state.ts";

export type CallTraits = { method: string; pathname: string; host: string | undefined };

function strikes({ match, times }: Fault, { method, pathname, host }: CallTraits): boolean {
  return (
    times !== 0 &&
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.path === undefined || new RegExp(match.path).test(pathname)) &&
    (match.host === undefined || match.host.toLowerCase() === host)
  );
}

/** The first fault that strikes this call; it has one strike less afterwards. */
export function takeFault(state: SandboxState, call: CallTraits): Fault | undefined {
  const fault = state.faults.find((each) => strikes(each, call));
  if (!fault) return undefined;
  if (fault.times > 0) fault.times -= 1;
  state.faults = state.faults.filter(({ times }) => times !== 0);
  return fault;
}
