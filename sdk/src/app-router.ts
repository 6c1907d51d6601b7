import type { ErrorData } from "@patientcare/zoom-server/rpc/error-data.ts";
import type { Inputs, Outputs } from "./service/methods.ts";
import type { procedures } from "./service/procedures.ts";

type Procedures = typeof procedures;

/** As tRPC types a procedure, as far as its clients read that. */
interface ProcedureOf<Kind, Input, Output> {
  _def: {
    $types: { input: Input; output: Output; errorShape: ErrorShape };
    procedure: true;
    type: Kind extends "repeatable" ? "mutation" : Kind;
    meta: never;
    experimental_caller: never;
    inputs: never;
  };
  meta: never;
}

interface ErrorShape {
  message: string;
  code: number;
  data: ErrorData;
}

type Routers = {
  [R in keyof Procedures]: {
    [P in keyof Procedures[R] & keyof Inputs[R] & keyof Outputs[R]]: ProcedureOf<
      Procedures[R][P],
      Inputs[R][P],
      Outputs[R][P]
    >;
  };
};

/**
 * The service's router as tRPC types it, for a tRPC client of your own: `createTRPCClient<AppRouter>`, with superjson as
 * its transformer. It is written out here so that this package's types need no package of tRPC's.
 */
export interface AppRouter {
  _def: {
    _config: {
      $types: { ctx: object; meta: object; errorShape: ErrorShape; transformer: true };
      transformer: never;
      errorFormatter: never;
      allowOutsideOfServer: boolean;
      isServer: boolean;
      isDev: boolean;
      pathSeparator: never;
    };
    router: true;
    procedures: Routers;
    record: Routers;
    lazy: Record<string, never>;
  };
  createCaller: never;
}
